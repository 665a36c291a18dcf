// Runs a TypeScript source of this repository as a program, without a build:
//   node test/support/run-source.mjs PATH ARGUMENTS…
// For tests that need a second process: what runs there is what stands in the working tree, never an old build.
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const [path, ...words] = process.argv.slice(2)
process.argv = [process.argv[0], path, ...words]
await runnerImport(resolve(path), { configFile: false, logLevel: 'error', cacheDir: '.cache/vite' })
