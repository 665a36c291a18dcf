/** Pictures as PNG files, for people, golden papers and the dock. */
import { createCanvas, type ImageData, loadImage } from '@napi-rs/canvas'
import { type Picture, packRows } from './picture.ts'

/** @param margin white dots on every side, as the paper has beyond the head */
export const encodePng = (picture: Picture, margin = 0): Buffer => {
  const canvas = createCanvas(picture.width + 2 * margin, Math.max(1, picture.height) + 2 * margin)
  const context = canvas.getContext('2d')
  const image: ImageData = context.createImageData(canvas.width, canvas.height)
  const { data } = image
  data.fill(255)
  const bytes = picture.width >> 3
  for (let row = 0; row < picture.height; row++)
    for (let x = 0; x < picture.width; x++)
      if (((picture.bits[row * bytes + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1) {
        const at = ((row + margin) * canvas.width + x + margin) * 4
        data[at] = data[at + 1] = data[at + 2] = 0
      }
  context.putImageData(image, 0, 0)
  return canvas.toBuffer('image/png')
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
