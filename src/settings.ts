/** `config/terminal.toml`: every key of one terminal, with its limits. Durations in ms. */
import { z } from 'zod'
import { journalSettingsSchema } from './journal/settings.ts'
import { lineSettingsSchema } from './link/settings.ts'

const ms = (least: number, most: number) => z.int().min(least).max(most)

export const terminalSettingsSchema = z.strictObject({
  terminal: z
    .strictObject({
      id: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,32}$/, { error: 'must be 1 to 32 letters, digits, dots, hyphens or underscores.' })
        .default('0412-07'),
      site: z.string().min(1).max(40).default('银州街道社区服务站'),
      agency: z.string().min(1).max(40).default('某某市医疗保障局'),
      phone: z.string().min(3).max(20).default('12393'),
      model: z
        .string()
        .regex(/^[a-z0-9-]+$/, { error: 'must name a file in config/models.' })
        .default('standing'),
      language: z
        .string()
        .regex(/^[a-zA-Z-]+$/, { error: 'must name a folder in config/texts.' })
        .default('zh-CN'),
      regions: z
        .array(z.string().regex(/^\d{2,6}$/, { error: 'must be 2 to 6 digits of GB/T 2260.' }))
        .min(1)
        .default(['2112']),
    })
    .prefault({}),
  screen: z
    .strictObject({
      host: z
        .string()
        .regex(/^127(\.\d{1,3}){3}$/, { error: 'must be a loopback address (127.x.x.x).' })
        .default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8600),
      maxMessageBytes: z.int().min(512).max(65_536).default(4096),
      maxBadMessages: z.int().min(1).max(100).default(3),
    })
    .prefault({}),
  time: z
    .strictObject({
      idleMs: ms(20_000, 3_600_000).default(60_000),
      idleElderMs: ms(20_000, 3_600_000).default(120_000),
      resultMs: ms(20_000, 3_600_000).default(90_000),
      pinMs: ms(20_000, 3_600_000).default(45_000),
      warningMs: ms(20_000, 600_000).default(20_000),
      standbyMs: ms(10_000, 3_600_000).default(30_000),
      takeCardAlarmMs: ms(5000, 600_000).default(15_000),
      messageMs: ms(10_000, 600_000).default(20_000),
      takePaperMs: ms(10_000, 600_000).default(15_000),
    })
    .prefault({}),
  card: z
    .strictObject({
      reader: z.string().max(200).default(''),
      initialPins: z
        .array(z.string().regex(/^\d{6}$/, { error: 'must be six digits.' }))
        .default(['123456', '000000', '888888']),
      retry: z.int().min(0).max(5).default(2),
      answerMs: ms(500, 60_000).default(5000),
      pauseMs: ms(0, 5000).default(200),
      settleMs: ms(0, 5000).default(800),
      lookMs: ms(100, 60_000).default(1000),
    })
    .prefault({}),
  printer: z
    .strictObject({
      link: z.enum(['tcp', 'serial', 'usb']).default('tcp'),
      host: z.string().min(1).max(253).default('127.0.0.1'),
      port: z.int().min(1).max(65_535).default(9100),
      device: z.string().max(200).default('/dev/usb/lp0'),
      baud: z.int().min(1200).max(921_600).default(115_200),
      paperMm: z.union([z.literal(80), z.literal(58)], { error: 'must be 80 or 58.' }).default(80),
      logo: z.string().max(1000).default(''),
      connectMs: ms(100, 60_000).default(3000),
      answerMs: ms(100, 60_000).default(3000),
      jobMs: ms(1000, 600_000).default(40_000),
    })
    .prefault({}),
  line: lineSettingsSchema.prefault({}),
  journal: z.strictObject({ folder: z.string().max(1000).default(''), ...journalSettingsSchema.shape }).prefault({}),
  log: z.strictObject({ level: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info') }).prefault({}),
})
export type TerminalSettings = z.output<typeof terminalSettingsSchema>

export const modelSchema = z.strictObject({
  screen: z.strictObject({
    layout: z.enum(['standing', 'portable']),
    width: z.int().min(600).max(8000),
    height: z.int().min(600).max(8000),
  }),
  devices: z.strictObject({
    card: z.boolean(),
    printer: z.boolean(),
    cash: z.boolean(),
    board: z.boolean(),
    scanner: z.boolean(),
    voice: z.boolean(),
  }),
})
export type TerminalModel = z.output<typeof modelSchema>
