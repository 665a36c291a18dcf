import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const folder = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: folder('.'),
  base: '/dock/',
  publicDir: false,
  build: {
    outDir: folder('../../../dist/dock-page'),
    emptyOutDir: true,
    target: 'chrome111',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
