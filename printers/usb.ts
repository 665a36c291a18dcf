/** Printers of the USB printer class, `/dev/usb/lp*`. Whether they answer is found by the doctor and kept as the tier. */
import type { PrinterFace } from './face.ts'
import { openLineFile } from './line-face.ts'

export const usbFace = (options: { readonly path: string; readonly writeOnly?: boolean }): PrinterFace => ({
  name: `usb ${options.path}`,
  open: (events) => openLineFile({ path: options.path, writeOnly: options.writeOnly ?? false }, events),
})
