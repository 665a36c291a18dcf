/**
 * Process ids of `GS ( H`: four printable characters the printer gives back when everything before them is on paper.
 * The first names the document (A = F1 … N = F14, a = anything else), the others count, so that a log of the line, or a
 * printer that keeps the last one, can tell which paper it was without any personal data.
 */
import { type DocumentName, documentNames } from '../documents/tree.ts'

const base = 94
const cycle = base ** 3

/** @param sequence any whole number ≥ 0; repeats after 830,584 */
export const processId = (document: DocumentName | null, sequence: number): string => {
  const position = document === null ? -1 : documentNames.indexOf(document)
  const first = position < 0 ? 'a' : String.fromCharCode(0x41 + position)
  let rest = sequence % cycle
  let text = ''
  for (let place = 0; place < 3; place++) {
    text = String.fromCharCode(0x21 + (rest % base)) + text
    rest = Math.floor(rest / base)
  }
  return first + text
}

export const documentOfProcessId = (id: string): DocumentName | null => documentNames[id.charCodeAt(0) - 0x41] ?? null
