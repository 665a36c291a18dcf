import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const folder = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: folder('.'),
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: folder('../../../dist/screen-app'),
    emptyOutDir: true,
    // Kiosks are upgraded slowly; Debian 11's last Chromium is 120.
    target: 'chrome111',
    // Nothing may become a data: address, because the policy of the page allows none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.ttf'))
            ? 'fonts/[name]-[hash][extname]'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
})
