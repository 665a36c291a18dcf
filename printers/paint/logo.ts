/** The picture at the head of every paper: an agency's own, so nothing about it can be taken for granted. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { fault, ok, type Result } from '../../src/domain/result.ts'
import { type Picture, packRows } from './picture.ts'

/** 20 mm: more would be paper for nobody. */
export const logoRows = 160
/** White dot rows between the logo and the agency's name. */
const gapRows = 8

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const headerEnd = 33

/**
 * @param png bytes of a file
 * @param dots printable dots in a row of the paper
 * @returns as wide as the paper, the logo in the middle. Fault: YB-PRN-303 with `reason`.
 */
export const readLogo = async (png: Uint8Array, dots: number): Promise<Result<Picture>> => {
  if (png.length === 0) return fault('YB-PRN-303', { reason: 'empty' })
  if (png.length < headerEnd || signature.some((byte, at) => png[at] !== byte))
    return fault('YB-PRN-303', { reason: 'noPng' })
  // The size is taken from the header before anything is unpacked: a small file can unpack to any size.
  const header = new DataView(png.buffer, png.byteOffset, headerEnd)
  const width = header.getUint32(16)
  const height = header.getUint32(20)
  if (width > dots) return fault('YB-PRN-303', { reason: 'tooWide', width, most: dots })
  if (height > logoRows) return fault('YB-PRN-303', { reason: 'tooHigh', height, most: logoRows })
  try {
    const image = await loadImage(png)
    if (image.width !== width || image.height !== height) return fault('YB-PRN-303', { reason: 'damaged' })
    const canvas = createCanvas(dots, height)
    const context = canvas.getContext('2d')
    // What is transparent shows the paper.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, dots, height)
    context.drawImage(image, Math.floor((dots - width) / 2), 0)
    const picture: Picture = { width: dots, height, bits: new Uint8Array((dots >> 3) * height) }
    packRows(context.getImageData(0, 0, dots, height).data, dots, height, picture.bits, 0)
    return picture.bits.every((byte) => byte === 0) ? fault('YB-PRN-303', { reason: 'allWhite' }) : ok(picture)
  } catch {
    return fault('YB-PRN-303', { reason: 'damaged' })
  }
}

/** Dot rows a logo adds to each paper. */
export const rowsOfLogo = (logo: Picture | undefined): number => (logo === undefined ? 0 : logo.height + gapRows)

/** The paper with the logo above it. Both must be of the same width. */
export const belowLogo = (paper: Picture, logo: Picture | undefined): Picture => {
  if (logo === undefined) return paper
  const height = paper.height + rowsOfLogo(logo)
  const bits = new Uint8Array((paper.width >> 3) * height)
  bits.set(logo.bits)
  bits.set(paper.bits, bits.length - paper.bits.length)
  return { width: paper.width, height, bits }
}
