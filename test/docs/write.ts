/** `npm run docs`: writes the generated documents. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedDocuments } from './documents.ts'
import { printingDocument } from './printing.ts'

const top = process.cwd()
for (const [path, text] of Object.entries({
  ...generatedDocuments(top),
  'docs/printing.md': await printingDocument(),
})) {
  writeFileSync(join(top, path), text)
  console.log(`wrote ${path}`)
}
