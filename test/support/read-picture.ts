/** Reads what stands on a picture with Debian's tesseract (simplified Chinese), so that a test trusts the paper alone. */
import { spawn } from 'node:child_process'

/** @returns the text without any blank, because the spaces between Chinese characters are the reader's own */
export const readPicture = async (png: Uint8Array): Promise<string> => {
  const child = spawn('tesseract', ['stdin', 'stdout', '-l', 'chi_sim', '--psm', '6'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  child.stdin.end(png)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`tesseract ended with ${code}`)
  return text.replace(/\s+/g, '')
}
