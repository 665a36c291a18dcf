/** Section [line] of terminal.toml. Durations in ms. */
import { z } from 'zod'
import { isLoopbackHost } from '../wire/loopback.ts'

/** wss:// anywhere, ws:// on loopback only. */
export const isAllowedAgencyUrl = (text: string): boolean => {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return false
  }
  return url.protocol === 'wss:' || (url.protocol === 'ws:' && isLoopbackHost(url.hostname))
}

const ms = z.int().min(1).max(3_600_000)

export const lineSettingsSchema = z.strictObject({
  url: z
    .string()
    .refine(isAllowedAgencyUrl, { error: 'must be a wss:// address; ws:// is allowed on loopback only.' })
    .default('ws://127.0.0.1:8700/terminal'),
  replyMs: ms.default(8000),
  pingMs: ms.max(5000).default(5000),
  backoffMinMs: ms.default(500),
  backoffMaxMs: ms.default(30_000),
  maxFrameBytes: z.int().min(1024).max(16_777_216).default(1_048_576),
  maxDepth: z.int().min(4).max(64).default(32),
  maxBadFrames: z.int().min(1).max(100).default(3),
  maxCalls: z.int().min(1).max(1000).default(32),
  maxBufferedBytes: z.int().min(65_536).max(67_108_864).default(4_194_304),
  maxClockSkewMs: z.int().min(1000).max(86_400_000).default(300_000),
})
export type LineSettings = z.output<typeof lineSettingsSchema>
