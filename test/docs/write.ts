/** `npm run docs`: writes the generated documents. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedDocuments } from './documents.ts'

const top = process.cwd()
for (const [path, text] of Object.entries(generatedDocuments(top))) {
  writeFileSync(join(top, path), text)
  console.log(`wrote ${path}`)
}
