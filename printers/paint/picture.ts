/** A picture of dots: what the head burns. One bit a dot, 1 = black, most significant bit left, rows packed to bytes. */
export interface Picture {
  /** Dots; a multiple of 8. */
  readonly width: number
  /** Dot rows. */
  readonly height: number
  /** `height × width / 8` bytes. */
  readonly bits: Uint8Array
}

export const rowBytes = (picture: Picture): number => picture.width >> 3

export const isBlankRow = (picture: Picture, row: number): boolean => {
  const bytes = rowBytes(picture)
  const end = (row + 1) * bytes
  for (let at = row * bytes; at < end; at++) if (picture.bits[at] !== 0) return false
  return true
}

/**
 * Packs RGBA pixels (four bytes a dot) into bits. A dot is black below the threshold: text is not dithered, a grey edge
 * on a thermal head becomes a rough one.
 * @param into bits of the whole picture; written from row `firstRow` on
 */
export const packRows = (
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  rows: number,
  into: Uint8Array,
  firstRow: number,
): void => {
  const bytes = width >> 3
  let pixel = 1 // green stands for grey: everything drawn is black on white
  let at = firstRow * bytes
  const end = at + rows * bytes
  while (at < end) {
    let byte = 0
    for (let bit = 128; bit > 0; bit >>= 1) {
      if (pixels[pixel]! < threshold) byte |= bit
      pixel += 4
    }
    into[at++] = byte
  }
}

/** A little above the middle, so that the thin strokes of the regular weight do not break. */
const threshold = 150
