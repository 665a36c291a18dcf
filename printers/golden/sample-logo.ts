/** A logo nobody owns: a cross in a rounded square, off any byte boundary, so that centring shows. */
import { setBox, setRectangle } from '../paint/dots.ts'
import type { Picture } from '../paint/picture.ts'

const side = 92
const arm = 24

/** @param width dots; the logo stands in the middle of it */
export const sampleLogo = (width: number): Picture => {
  const picture: Picture = { width, height: side, bits: new Uint8Array((width >> 3) * side) }
  const left = Math.floor((width - side) / 2)
  setBox(picture, { x: left, y: 0, width: side, height: side, radius: 20, line: 5 })
  setRectangle(picture, left + 14, (side - arm) / 2, side - 28, arm)
  setRectangle(picture, left + (side - arm) / 2, 14, arm, side - 28)
  return picture
}
