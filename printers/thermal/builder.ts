/** node-thermal-printer as command builder, over an interface of ours. */
import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'

/** What the library asks of an interface object; its typings know only strings, its code takes objects as they are. */
export interface BuilderInterface {
  getPrinterName(): string
  isPrinterConnected(): Promise<boolean>
  execute(buffer: Uint8Array | null): Promise<unknown>
}

export const createBuilder = (target: BuilderInterface): ThermalPrinter =>
  new ThermalPrinter({ type: PrinterTypes.EPSON, interface: target as unknown as string, width: 48 })

/** Bytes of one composition, nothing sent. */
export const composeBytes = (compose: (builder: ThermalPrinter) => void): Uint8Array => {
  const builder = createBuilder({
    getPrinterName: () => 'none',
    isPrinterConnected: () => Promise.resolve(false),
    execute: () => Promise.reject(new Error('a composition is not sent')),
  })
  compose(builder)
  return builder.getBuffer() ?? new Uint8Array(0)
}
