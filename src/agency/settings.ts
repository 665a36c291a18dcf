/** config/agency.toml. Durations in ms. */
import { z } from 'zod'
import { terminalIdSchema } from '../wire/messages.ts'

const ms = (least: number, most: number) => z.int().min(least).max(most)
const section = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape).prefault({} as never)

export const agencySettingsSchema = z.strictObject({
  agency: section({
    name: z.string().max(200).default('某某市医疗保障局'),
    phone: z.string().max(32).default('12393'),
    address: z.string().max(200).default('某某市政务服务中心一楼医保窗口'),
    hours: z.string().max(200).default('周一至周五 8:30–11:30 13:30–17:00'),
  }),
  server: section({
    host: z.string().default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8700),
  }),
  terminals: section({
    registered: z.array(terminalIdSchema).max(100_000).default([]),
    registerUnknown: z.boolean().default(true),
  }),
  card: section({
    masterKey: z
      .string()
      .regex(/^[0-9A-Fa-f]{32}$/, { error: 'must be 32 hexadecimal digits.' })
      .default('0123456789ABCDEFFEDCBA9876543210'),
    challengeMs: ms(1000, 30_000).default(30_000),
  }),
  memberSession: section({
    idleMs: ms(10_000, 3_600_000).default(300_000),
    totalMs: ms(10_000, 3_600_000).default(1_800_000),
  }),
  line: section({
    heartbeatMs: ms(1000, 3_600_000).default(60_000),
    pingMs: ms(100, 5000).default(5000),
    bootMs: ms(100, 60_000).default(10_000),
    retryMs: ms(1000, 3_600_000).default(30_000),
    maxFrameBytes: z.int().min(1024).max(16_777_216).default(1_048_576),
    maxDepth: z.int().min(4).max(64).default(32),
    maxBadFrames: z.int().min(1).max(100).default(3),
    maxCalls: z.int().min(1).max(1000).default(32),
    maxBufferedBytes: z.int().min(65_536).max(67_108_864).default(4_194_304),
    maxClockSkewMs: ms(1000, 86_400_000).default(300_000),
    maxConnections: z.int().min(1).max(100_000).default(20_000),
    connectsPerSecond: z.int().min(1).max(100_000).default(500),
  }),
  demo: section({
    syntheticMembers: z.int().min(0).max(1_000_000).default(0),
    syntheticSeed: z.int().min(0).default(1),
  }),
})
export type AgencySettings = z.output<typeof agencySettingsSchema>

/** Every value as config/agency.toml shows it. */
export const defaultAgencySettings: AgencySettings = agencySettingsSchema.parse({})
