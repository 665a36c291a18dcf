/** Reads a paper as a person would: from its picture. Debian's tesseract-ocr with chi_sim. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Picture } from '../../printers/paint/picture.ts'
import { encodePng } from '../../printers/paint/png.ts'

/** @returns the text without white space: where it sees a gap between ideographs is chance. */
export const readPaper = (picture: Picture): string => {
  const folder = mkdtempSync(join(tmpdir(), 'paper-'))
  try {
    const file = join(folder, 'paper.png')
    writeFileSync(file, encodePng(picture, 32))
    const text = execFileSync('tesseract', [file, '-', '-l', 'chi_sim', '--psm', '4'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    })
    return text.replace(/\s+/g, '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
