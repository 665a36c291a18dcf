/** QR code as a square of modules; level M, so that a crease or a faint line does not cost the certificate its proof. */
import { create } from 'qrcode'

export interface QrModules {
  /** Modules along an edge, without quiet zone. */
  readonly size: number
  isDark(row: number, column: number): boolean
}

export const qrModules = (payload: string): QrModules => {
  const { modules } = create(payload, { errorCorrectionLevel: 'M' })
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) !== 0 }
}
