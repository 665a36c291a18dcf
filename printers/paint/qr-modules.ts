/** QR code as a square of modules; level M, so that a crease or a faint line does not cost the certificate its proof. */
import { create, type QRCodeErrorCorrectionLevel } from 'qrcode'

export interface QrModules {
  /** Modules along an edge, without quiet zone. */
  readonly size: number
  isDark(row: number, column: number): boolean
}

/** Throws when the payload is longer than a QR code of this level holds. */
export const qrModules = (payload: string | Uint8Array, level: QRCodeErrorCorrectionLevel = 'M'): QrModules => {
  const data = typeof payload === 'string' ? payload : [{ data: payload, mode: 'byte' as const }]
  const { modules } = create(data as string, { errorCorrectionLevel: level })
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) !== 0 }
}
