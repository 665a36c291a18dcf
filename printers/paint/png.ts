/** Pictures as PNG files, for people, golden papers and the dock. */
import { crc32, deflateSync } from 'node:zlib'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { type Picture, packRows } from './picture.ts'

/**
 * One bit a dot, as the picture has it: no other form is as small or as quick.
 * @param margin white dots on every side, as the paper has beyond the head; rounded up to whole bytes
 */
export const encodePng = (picture: Picture, margin = 0): Buffer => {
  const side = Math.ceil(margin / 8)
  const bytes = picture.width >> 3
  const width = picture.width + side * 16
  const height = Math.max(1, picture.height + 2 * margin)
  // In PNG 1 is white; every row begins with its filter, 0 = none.
  const line = 1 + bytes + 2 * side
  const raw = Buffer.alloc(line * height, 0xff)
  for (let row = 0; row < height; row++) raw[row * line] = 0
  for (let row = 0; row < picture.height; row++) {
    const to = (row + margin) * line + 1 + side
    for (let at = 0; at < bytes; at++) raw[to + at] = ~picture.bits[row * bytes + at]! & 255
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1 // bits a dot; 0 = greyscale
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const chunk = (name: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** Reads a PNG of one-bit look back; the width must be a multiple of 8. */
export const decodePng = async (png: Uint8Array): Promise<Picture> => {
  const image = await loadImage(png)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const bits = new Uint8Array((image.width >> 3) * image.height)
  packRows(context.getImageData(0, 0, image.width, image.height).data, image.width, image.height, bits, 0)
  return { width: image.width, height: image.height, bits }
}
