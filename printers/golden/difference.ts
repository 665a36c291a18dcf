/** Two papers side by side, and what differs, as one picture a person can read. */
import { createCanvas } from '@napi-rs/canvas'
import type { Picture } from '../paint/picture.ts'

export interface Difference {
  /** Dots that differ; those of rows only one of them has count as well. */
  readonly dots: number
  readonly firstRow: number
}

const dark = (picture: Picture, x: number, y: number): boolean =>
  y < picture.height &&
  x < picture.width &&
  ((picture.bits[y * (picture.width >> 3) + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1

export const differenceOf = (golden: Picture, now: Picture): Difference => {
  let dots = 0
  let firstRow = -1
  for (let y = 0; y < Math.max(golden.height, now.height); y++)
    for (let x = 0; x < Math.max(golden.width, now.width); x++)
      if (dark(golden, x, y) !== dark(now, x, y)) {
        dots++
        if (firstRow < 0) firstRow = y
      }
  return { dots, firstRow }
}

/** Left the golden paper, in the middle what is missing (red) and what is new (green), right the paper of now. */
export const drawDifference = (golden: Picture, now: Picture): Buffer => {
  const width = Math.max(golden.width, now.width)
  const height = Math.max(golden.height, now.height)
  const gap = 24
  const canvas = createCanvas(3 * width + 4 * gap, height + 2 * gap)
  const context = canvas.getContext('2d')
  context.fillStyle = '#d9dedb'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#fff'
  for (const column of [0, 1, 2]) context.fillRect(gap + column * (width + gap), gap, width, height)
  const dot = (column: number, x: number, y: number, colour: string): void => {
    context.fillStyle = colour
    context.fillRect(gap + column * (width + gap) + x, gap + y, 1, 1)
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const before = dark(golden, x, y)
      const after = dark(now, x, y)
      if (before) dot(0, x, y, '#000')
      if (after) dot(2, x, y, '#000')
      if (before && after) dot(1, x, y, '#bbb')
      else if (before) dot(1, x, y, '#d00')
      else if (after) dot(1, x, y, '#080')
    }
  return canvas.toBuffer('image/png')
}
