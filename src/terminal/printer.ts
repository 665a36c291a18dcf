/** The printer of this terminal: its face by the settings, its profile as the doctor found it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PrinterFace } from '../../printers/face.ts'
import { printerTiers } from '../../printers/port.ts'
import { type PrinterProfile, type PrinterTimes, standardProfile, standardTimes } from '../../printers/profile.ts'
import { serialFace } from '../../printers/serial.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { usbFace } from '../../printers/usb.ts'
import { ok, type Result } from '../domain/result.ts'
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
