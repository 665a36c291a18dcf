/** The state of the printer in the bits of its three ways of telling it. */
export interface StatusBits {
  readonly paperOut: boolean
  readonly paperLow: boolean
  readonly coverOpen: boolean
  readonly cutterError: boolean
  readonly overheated: boolean
}

const offline = (bits: StatusBits): boolean => bits.paperOut || bits.coverOpen || bits.cutterError || bits.overheated
const low = (bits: StatusBits): boolean => bits.paperLow || bits.paperOut

/** `DLE EOT` 1 to 4. */
export const realTimeStatus = (kind: number, bits: StatusBits): number => {
  const fixed = 0x12
  switch (kind) {
    case 1:
      return fixed | (offline(bits) ? 0x08 : 0)
    case 2:
      return (
        fixed |
        (bits.coverOpen ? 0x04 : 0) |
        (bits.paperOut ? 0x20 : 0) |
        (bits.cutterError || bits.overheated ? 0x40 : 0)
      )
    case 3:
      return fixed | (bits.cutterError ? 0x08 : 0) | (bits.overheated ? 0x40 : 0)
    default:
      return fixed | (low(bits) ? 0x0c : 0) | (bits.paperOut ? 0x60 : 0)
  }
}

/** The four bytes of `GS a`. */
export const automaticStatus = (bits: StatusBits): Uint8Array =>
  Uint8Array.of(
    0x10 | (offline(bits) ? 0x08 : 0) | (bits.coverOpen ? 0x20 : 0),
    (bits.cutterError ? 0x08 : 0) | (bits.overheated ? 0x40 : 0),
    (low(bits) ? 0x03 : 0) | (bits.paperOut ? 0x0c : 0),
    0x0f,
  )

/** `GS r 1`. */
export const transmittedPaper = (bits: StatusBits): number => (low(bits) ? 0x03 : 0) | (bits.paperOut ? 0x0c : 0)

/** `GS I`: one byte for 1 to 3, a text block `5F … 00` for the rest. */
export const identity = (n: number): Uint8Array => {
  const texts: Readonly<Record<number, string>> = {
    65: '1.0',
    66: 'YIBAO',
    67: 'VIRTUAL-80',
    68: '00000001',
    69: 'CHINA GB18030',
  }
  const text = texts[n]
  if (text === undefined) return Uint8Array.of(n % 48 === 2 ? 0x02 : 0x20)
  return Buffer.concat([Uint8Array.of(0x5f), Buffer.from(text, 'latin1'), Uint8Array.of(0)])
}
