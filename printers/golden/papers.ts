/**
 * `npm run papers -- [folder]`: every paper, in both sizes and on both rolls, on one page to look at. With `--golden` the
 * pictures under `printers/golden/` are drawn anew: look at them before committing.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Texts } from '../../src/domain/texts.ts'
import { loadTexts } from '../../src/texts.ts'
import { type DocumentName, type DocumentSize, documentNames } from '../documents/tree.ts'
import { loadPaperFonts, type PaperFonts } from '../paint/fonts.ts'
import { belowLogo } from '../paint/logo.ts'
import type { PaperWidth } from '../paint/measures.ts'
import { paintDocument } from '../paint/paint.ts'
import type { Picture } from '../paint/picture.ts'
import { encodePng } from '../paint/png.ts'
import { sampleLogo } from './sample-logo.ts'
import { sampleFrame, samplePapers } from './samples.ts'

export interface PaperVariant {
  readonly document: DocumentName
  readonly size: DocumentSize
  readonly width: PaperWidth
  /** A copy, or with an agency's logo at its head; absent on an ordinary paper. */
  readonly kind?: 'copy' | 'logo'
}

export const paperVariants: readonly PaperVariant[] = [
  ...documentNames.flatMap((document) =>
    ([576, 384] as const).flatMap((width) => (['normal', 'elder'] as const).map((size) => ({ document, size, width }))),
  ),
  { document: 'paymentReceipt', size: 'normal', width: 576, kind: 'copy' },
  { document: 'paymentReceipt', size: 'elder', width: 576, kind: 'copy' },
  { document: 'paymentReceipt', size: 'normal', width: 576, kind: 'logo' },
]

export const variantFile = ({ document, size, width, kind }: PaperVariant): string =>
  `${document}.${kind === undefined ? '' : `${kind}.`}${size}.${width === 576 ? '80' : '58'}mm.png`

export const paintVariant = (variant: PaperVariant, texts: Texts, fonts: PaperFonts): Picture => {
  const frame = variant.kind === 'copy' ? { ...sampleFrame, copy: { number: 2 } } : sampleFrame
  const tree = samplePapers[variant.document](texts, { size: variant.size }, frame)
  const painted = paintDocument(tree, variant.width, fonts, { maxRows: 24_000 })
  if (!painted.ok) throw new Error(`${variantFile(variant)}: ${JSON.stringify(painted.error)}`)
  return variant.kind === 'logo' ? belowLogo(painted.value, sampleLogo(variant.width)) : painted.value
}

const page = (): string => {
  const groups = documentNames.map((document, index) => {
    const figures = paperVariants
      .filter((variant) => variant.document === document)
      .map((variant) => {
        const name = variantFile(variant)
        const label = `${variant.kind === undefined ? '' : `${variant.kind}, `}${variant.size}, ${variant.width === 576 ? 80 : 58} mm`
        return `<figure><img src="${name}" alt="${name}"><figcaption>${label}</figcaption></figure>`
      })
    return `<section><h2>F${index + 1} ${document}</h2><div>${figures.join('')}</div></section>`
  })
  return `<!doctype html><meta charset="utf-8"><title>Papers</title><style>
body{font:16px sans-serif;background:#d9dedb;margin:24px}div{display:flex;gap:24px;align-items:flex-start;flex-wrap:wrap}
figure{margin:0}img{background:#fff;padding:16px;display:block;zoom:.6}figcaption{color:#444;padding:6px 0}
</style><h1>Papers</h1>${groups.join('\n')}\n`
}

const main = (): void => {
  const golden = process.argv.includes('--golden')
  const folder = golden
    ? 'printers/golden'
    : (process.argv.slice(2).find((word) => !word.startsWith('-')) ?? 'data/papers')
  mkdirSync(folder, { recursive: true })
  const texts = paperTexts()
  const fonts = loadPaperFonts()
  for (const variant of paperVariants)
    writeFileSync(join(folder, variantFile(variant)), encodePng(paintVariant(variant, texts, fonts)))
  if (!golden) writeFileSync(join(folder, 'index.html'), page())
  process.stdout.write(
    `${paperVariants.length} papers in ${golden ? folder : pathToFileURL(join(folder, 'index.html')).href}\n`,
  )
}

/** The words of one language folder; without them there is no paper to look at. */
export const paperTexts = (folder = 'config/texts/zh-CN'): Texts => {
  const loaded = loadTexts(folder)
  if (!loaded.ok) throw new Error(`${loaded.error.code} ${JSON.stringify(loaded.error.detail)}`)
  return loaded.value
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main()
