/**
 * `npm run screens [-- <folder> [name…]]` draws every sample view on both models, standard and elder, into PNGs and
 * one page, and measures each. Prints one JSON line last; ends with 1 when a screen breaks a rule.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fixtures, type Model } from '../../src/screen/app/fixtures.ts'
import { launchChromium } from './chromium.ts'
import { demands, type Findings, measureScreen } from './measure-screen.ts'
import { startScreenHost } from './screen-host.ts'

const [folderArgument, ...only] = process.argv.slice(2)
const folder = resolve(folderArgument ?? 'dist/screens')
const panels: Record<Model, { width: number; height: number }> = {
  standing: { width: 1080, height: 1920 },
  portable: { width: 1280, height: 800 },
}

const host = await startScreenHost(resolve('dist/screen-app'))
const browser = await launchChromium()
await mkdir(folder, { recursive: true })
const drawn: { file: string; title: string }[] = []
const all: Findings = { smallTargets: [], closeTargets: [], smallText: [], lowContrast: [], overflow: [] }
const consoleErrors: string[] = []
try {
  for (const model of Object.keys(panels) as Model[]) {
    // Still pictures: the same pixels each time.
    const context = await browser.newContext({ viewport: panels[model], reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()))
    page.on('pageerror', (error) => consoleErrors.push(error.message))
    await page.goto(host.url)
    let seq = 0
    for (const elder of [false, true]) {
      for (const fixture of fixtures) {
        if (only.length > 0 && !only.includes(fixture.name)) continue
        seq += 1
        host.show({ ...fixture.view(model, elder), seq })
        await page.waitForSelector(`.stage[data-seq="${seq}"]`)
        await page.evaluate('document.fonts.ready.then(() => true)')
        const title = [fixture.name, model, elder ? 'elder' : 'normal'].join('.')
        const findings = await measureScreen(page, demands(elder))
        for (const kind of Object.keys(all) as (keyof Findings)[])
          for (const found of findings[kind]) all[kind].push(`${title}: ${found}`)
        await page.screenshot({ path: join(folder, `${title}.png`) })
        drawn.push({ file: `${title}.png`, title })
      }
    }
    await context.close()
  }
} finally {
  await browser.close()
  await host.close()
}

const figures = drawn
  .map(({ file, title }) => `<figure><img src="${file}" loading="lazy"><figcaption>${title}</figcaption></figure>`)
  .join('\n')
await writeFile(
  join(folder, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>Screens</title><style>body{display:flex;flex-wrap:wrap;gap:16px;font:14px sans-serif;background:#ccc}img{height:480px;display:block}figure{margin:0}</style>\n${figures}\n`,
)
for (const [kind, found] of Object.entries(all)) for (const line of found) console.error(`${kind}: ${line}`)
for (const line of consoleErrors) console.error(`console: ${line}`)
const counts = Object.fromEntries(Object.entries(all).map(([kind, found]) => [kind, found.length]))
console.log(JSON.stringify({ screens: drawn.length, ...counts, consoleErrors: consoleErrors.length }))
process.exitCode = Object.values(counts).some((count) => count > 0) || consoleErrors.length > 0 ? 1 : 0
