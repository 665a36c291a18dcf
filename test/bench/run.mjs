// Runs the benches and prints, for each, lines for people and last one JSON object:
//   {"bench","ours","floor","peer","ratio","unit","rounds"}
//   npm run bench                       all, one after another
//   npm run bench -- NAME [--json]      one; --json leaves only the JSON object on standard output
// A bench is test/bench/NAME.ts and exports `bench(options)`: see test/bench/bench.ts.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const built = join(here, '..', '..', 'dist', 'test', 'bench')
const help = new Set(['bench'])
const names = readdirSync(here)
  .map((file) => /^([a-z0-9-]+)\.ts$/.exec(file)?.[1])
  .filter((name) => name !== undefined && !help.has(name))
  .sort()

const words = process.argv.slice(2)
const json = words.includes('--json')
const [name, ...more] = words.filter((word) => !word.startsWith('--'))
if (more.length > 0 || (name !== undefined && !names.includes(name))) {
  console.error(`There is no bench «${[name, ...more].join(' ')}»; there are: ${names.join(', ') || 'none yet'}.`)
  process.exit(2)
}

if (name === undefined) {
  // Each in a process of its own: memory and compiled code of one bench do not weigh on the next.
  console.log(`benches: ${names.join(', ')}`)
  let failed = 0
  for (const one of names) {
    console.log(`\n── ${one}`)
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), one, ...words], {
      stdio: 'inherit',
    })
    if (status !== 0) failed += 1
  }
  process.exit(failed > 0 ? 1 : 0)
}

const { bench } = await import(pathToFileURL(join(built, `${name}.js`)).href)
const say = json ? (line) => console.error(line) : (line) => console.log(line)
const figure = await bench({ say })
const ratio = figure.ratio === null ? '' : `, ratio ${Number(figure.ratio.toPrecision(3))}`
const beside = ['floor', 'peer'].filter((key) => figure[key] !== null && figure[key] !== undefined)
say(
  `${name}: ours ${figure.ours} ${figure.unit}${beside.map((key) => `, ${key} ${figure[key]} ${figure.unit}`).join('')}${ratio} (${figure.rounds} rounds)`,
)
console.log(JSON.stringify({ bench: name, ...figure }))
