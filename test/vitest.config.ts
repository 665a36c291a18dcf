import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Tests that share one daemon, or a browser and two slow cores, run strictly one at a time. */
const serial = { fileParallelism: false, maxWorkers: 1 }
const pcsc = '**/*.pcsc.test.ts'
const endToEnd = '**/*.e2e.test.ts'

/** One project for each suite of test/run.mjs; by hand: `npx vitest run --config test/vitest.config.ts --project unit`. */
const suite = (name: string, include: string[], settings: object = {}) => ({
  root,
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', 'dist/**', pcsc, endToEnd],
    testTimeout: 15_000,
    hookTimeout: 30_000,
    ...settings,
  },
})

export default defineConfig({
  root,
  // Kept out of node_modules, which npm may replace while tests run.
  cacheDir: '.cache/vite',
  test: {
    projects: [
      suite('architecture', ['test/architecture/**/*.test.ts', 'test/docs/**/*.test.ts']),
      suite(
        'unit',
        ['src', 'drivers', 'flows', 'printers', 'config'].map((room) => `${room}/**/*.test.{ts,tsx}`),
      ),
      suite('contract', ['test/contract/**/*.test.ts']),
      suite('hazards', ['test/hazards/**/*.test.ts'], { testTimeout: 30_000 }),
      suite('pcsc', [`{src,drivers,flows,printers,test}/${pcsc}`], {
        ...serial,
        exclude: ['**/node_modules/**', 'dist/**'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      suite('e2e', [`test/${endToEnd}`], {
        ...serial,
        exclude: ['**/node_modules/**', 'dist/**'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
      suite('drill', ['test/drill/**/*.test.ts'], { ...serial, testTimeout: 600_000 }),
    ],
  },
})
