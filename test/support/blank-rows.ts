import { isBlankRow, type Picture, rowBytes } from '../../printers/paint/picture.ts'

/** The picture without blank rows above and below: where a printer feeds and cuts is its own matter. */
export const withoutBlankEnds = (picture: Picture): Picture => {
  let top = 0
  let bottom = picture.height
  while (top < bottom && isBlankRow(picture, top)) top += 1
  while (bottom > top && isBlankRow(picture, bottom - 1)) bottom -= 1
  const bytes = rowBytes(picture)
  return { width: picture.width, height: bottom - top, bits: picture.bits.slice(top * bytes, bottom * bytes) }
}
