import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, describe, expect, it } from 'vitest'
import { faultCatalogue } from '../domain/faults.ts'
import { loadLogo } from './printer.ts'

const folder = mkdtempSync(join(tmpdir(), 'logo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
/** A PNG with a black bar over its whole size; `null` leaves it transparent. */
const png = (width: number, height: number, colour: string | null = '#000'): Buffer => {
  const canvas = createCanvas(width, height)
  if (colour !== null) {
    const context = canvas.getContext('2d')
    context.fillStyle = colour
    context.fillRect(0, 0, width, height)
  }
  return canvas.toBuffer('image/png')
}
const reasonOf = async (path: string, dots = 576) => {
  const loaded = await loadLogo(path, dots)
  return loaded.ok ? 'none' : `${loaded.error.code} ${loaded.error.detail?.['reason']}`
}

describe('the logo of the settings', () => {
  it('is none when the setting is empty', async () => {
    expect(await loadLogo('', 576)).toEqual({ ok: true, value: null })
  })

  it('stands in the middle of the paper, of any width up to it', async () => {
    const loaded = await loadLogo(file('narrow.png', png(100, 3)), 384)
    const picture = loaded.ok ? loaded.value : null
    expect(picture).toMatchObject({ width: 384, height: 3 })
    const row = [...picture!.bits.subarray(48, 96)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    expect(row).toBe('0'.repeat(142) + '1'.repeat(100) + '0'.repeat(142))
    expect(await reasonOf(file('full.png', png(576, 160)))).toBe('none')
  })

  it('is refused when it is a dot too wide for this paper', async () => {
    expect(await reasonOf(file('wide.png', png(577, 10)))).toBe('YB-PRN-303 tooWide')
    expect(await reasonOf(file('wide58.png', png(385, 10)), 384)).toBe('YB-PRN-303 tooWide')
  })

  it('is refused when it is a row too high', async () => {
    expect(await reasonOf(file('high.png', png(10, 161)))).toBe('YB-PRN-303 tooHigh')
  })

  it('is refused when the file is missing, empty, a folder, or no PNG', async () => {
    expect(await reasonOf(join(folder, 'nowhere.png'))).toBe('YB-PRN-303 missing')
    expect(await reasonOf(file('empty.png', new Uint8Array(0)))).toBe('YB-PRN-303 empty')
    expect(await reasonOf(folder)).toBe('YB-PRN-303 noFile')
    expect(await reasonOf(file('text.png', Buffer.from('a logo, they said'.repeat(10))))).toBe('YB-PRN-303 noPng')
    expect(await reasonOf(file('photo.png', createCanvas(20, 20).toBuffer('image/jpeg')))).toBe('YB-PRN-303 noPng')
  })

  it('is refused when the file breaks off', async () => {
    expect(await reasonOf(file('half.png', png(200, 100).subarray(0, 60)))).toBe('YB-PRN-303 damaged')
    expect(await reasonOf(file('head.png', png(200, 100).subarray(0, 20)))).toBe('YB-PRN-303 noPng')
  })

  it('is refused when nothing of it would be black', async () => {
    expect(await reasonOf(file('clear.png', png(20, 20, null)))).toBe('YB-PRN-303 allWhite')
    expect(await reasonOf(file('white.png', png(20, 20, '#fff')))).toBe('YB-PRN-303 allWhite')
  })

  it('is refused by its size alone when it has 100 MB, and not read', async () => {
    const path = file('large.png', png(20, 20))
    truncateSync(path, 100 * 1024 * 1024)
    const before = process.memoryUsage().arrayBuffers
    expect(await reasonOf(path)).toBe('YB-PRN-303 tooLarge')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024)
  })

  it('is refused before it is unpacked when its header promises more than the paper', async () => {
    const bomb = png(20, 20)
    bomb.writeUInt32BE(100_000, 16)
    bomb.writeUInt32BE(100_000, 20)
    expect(await reasonOf(file('bomb.png', bomb))).toBe('YB-PRN-303 tooWide')
  })

  it('is refused with a sentence that says what is allowed', () => {
    expect(faultCatalogue['YB-PRN-303'].next).toMatch(/PNG.*576.*384.*160 rows.*empty/)
  })
})
