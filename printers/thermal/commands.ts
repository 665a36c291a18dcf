/** ESC/POS as far as the driver speaks it. Names as in Epson's reference. */

const ascii = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0))

/** `DLE EOT n`: 1 printer, 2 cause of offline, 3 error, 4 paper. Answered at once, even offline. */
export const askStatus = (kind: 1 | 2 | 3 | 4): Uint8Array => Uint8Array.of(0x10, 0x04, kind)

/** `GS a 255`: tell every change of state by yourself. Also answered at once with the present state. */
export const enableAutomaticStatus = Uint8Array.of(0x1d, 0x61, 0xff)

/** `GS ( H` function 48. */
export const requestProcessId = (id: string): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...ascii(id))

/** `GS r 1`: paper sensor, answered when the data before it is developed; weaker than a process id. */
export const requestPaperStatus = Uint8Array.of(0x1d, 0x72, 1)

/** `DLE DC4` function 8: forget everything received. The seven bytes after it are the prescribed safety pattern. */
export const clearBuffer = Uint8Array.of(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8)

/** `GS P`: one unit of motion is one dot; some heads count half dots otherwise. */
export const setMotionUnits = (density: number): Uint8Array => Uint8Array.of(0x1d, 0x50, density, density)

/** `GS V 65/66 0`: feed the end of the paper past the cutter, then cut. The cutter sits 10 to 15 mm above the head. */
export const feedAndCut = (cut: 'partial' | 'full'): Uint8Array =>
  Uint8Array.of(0x1d, 0x56, cut === 'full' ? 65 : 66, 0)

/** `ESC @`: modes as after power-on. Ends automatic status too. */
export const initialize = Uint8Array.of(0x1b, 0x40)

/** `DLE ENQ 1`: recover from an error that a person has cleared, and go on at the line where it stopped. */
export const recover = Uint8Array.of(0x10, 0x05, 1)

/** Ends a raster band that was cut off in the middle: inside one NUL is white, outside it means nothing. */
export const flushBand = new Uint8Array(128 * 72)
