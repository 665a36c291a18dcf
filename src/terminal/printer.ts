/** The printer of this terminal: its face by the settings, its profile as the doctor found it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PrinterFace } from '../../printers/face.ts'
import { readLogo } from '../../printers/paint/logo.ts'
import type { Picture } from '../../printers/paint/picture.ts'
import { printerTiers } from '../../printers/port.ts'
import { type PrinterProfile, type PrinterTimes, standardProfile, standardTimes } from '../../printers/profile.ts'
import { serialFace } from '../../printers/serial.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { usbFace } from '../../printers/usb.ts'
import { fault, ok, type Result } from '../domain/result.ts'
import type { TerminalSettings } from '../settings.ts'
import { readSettings, type SettingsFault } from '../settings-file.ts'

type PrinterSettings = TerminalSettings['printer']

/** What the doctor writes into the data folder. */
export const profileFileSchema = z.strictObject({
  tier: z.enum(printerTiers),
  automaticStatus: z.boolean(),
  realTimeClear: z.boolean(),
})
export const profileFile = (data: string): string => join(data, 'printer.toml')

export const printerFaceOf = (settings: PrinterSettings): PrinterFace => {
  switch (settings.link) {
    case 'tcp':
      return tcpFace({ host: settings.host, port: settings.port })
    case 'serial':
      return serialFace({ path: settings.device, baud: settings.baud })
    case 'usb':
      return usbFace({ path: settings.device })
  }
}

/** The standard profile, corrected by what the doctor found. */
export const printerProfileOf = (settings: PrinterSettings, data: string): Result<PrinterProfile, SettingsFault> => {
  const paper: PrinterProfile = { ...standardProfile, dots: settings.paperMm === 58 ? 384 : 576 }
  const file = profileFile(data)
  if (!existsSync(file)) return ok(paper)
  const found = readSettings(file, profileFileSchema)
  return found.ok ? ok({ ...paper, ...found.value }) : found
}

export const printerTimesOf = (settings: PrinterSettings): PrinterTimes => ({
  ...standardTimes,
  connectMs: settings.connectMs,
  answerMs: settings.answerMs,
  jobMs: settings.jobMs,
})

/** Far above any picture of 576 × 160 dots, and little enough to be read at once. */
const logoBytes = 1_048_576

/**
 * @param path file of `printer.logo`; empty = no logo
 * @param dots printable dots in a row
 * @returns fault YB-PRN-303 with `reason`: missing, noFile, tooLarge, empty, noPng, tooWide, tooHigh, damaged, allWhite
 */
export const loadLogo = async (path: string, dots: number): Promise<Result<Picture | null>> => {
  if (path === '') return ok(null)
  try {
    const file = statSync(path, { throwIfNoEntry: false })
    if (file === undefined) return fault('YB-PRN-303', { reason: 'missing', file: path })
    if (!file.isFile()) return fault('YB-PRN-303', { reason: 'noFile', file: path })
    if (file.size > logoBytes) return fault('YB-PRN-303', { reason: 'tooLarge', bytes: file.size, file: path })
    const read = await readLogo(readFileSync(path), dots)
    return read.ok ? read : fault('YB-PRN-303', { ...read.error.detail, file: path })
  } catch (error) {
    return fault('YB-PRN-303', { reason: (error as NodeJS.ErrnoException).code ?? 'unreadable', file: path })
  }
}
