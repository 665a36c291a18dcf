/** What can go wrong with the virtual printer; names as on the dock's switches. */
export const printerFaultNames = [
  'paper-out',
  'paper-low',
  'cover-open',
  'cutter',
  'overheat',
  'link-cut',
  'silence',
  'power-cycle',
  'no-process-id',
  'no-automatic-status',
  'stray-bytes',
  'lying-ids',
  'instant-ids',
  'repeated-ids',
  'foreign-ids',
  'disordered-ids',
] as const
export type PrinterFaultName = (typeof printerFaultNames)[number]

export const isPrinterFaultName = (name: unknown): name is PrinterFaultName =>
  printerFaultNames.some((known) => known === name)
