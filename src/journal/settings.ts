/** Section [journal] of terminal.toml. Durations in ms. */
import { z } from 'zod'
import { signatureAlgorithms } from '../wire/record.ts'

export const journalSettingsSchema = z.strictObject({
  /** sm2 = SM3 chain and SM2 heads, p256 = SHA-256 and P-256. Fixed for the life of an epoch. */
  algorithm: z.enum(signatureAlgorithms).default('sm2'),
  /** A record is kept at least so long, and at least until it is acked. */
  retentionMs: z
    .int()
    .min(86_400_000)
    .max(3650 * 86_400_000)
    .default(180 * 86_400_000),
  /** The head is signed at least so often while it moves. */
  headEveryMs: z.int().min(1000).max(60_000).default(60_000),
  /** Less free space than this at start counts as a full disk. */
  minFreeBytes: z.int().min(0).default(33_554_432),
})
/** Of one journal: its section of the settings, and the terminal id that stands in every record. */
export type JournalSettings = z.output<typeof journalSettingsSchema> & { readonly terminal: string }

/** For roots and tests that have no settings file. */
export const journalSettings = (
  terminal: string,
  section: z.input<typeof journalSettingsSchema> = {},
): JournalSettings => ({ ...journalSettingsSchema.parse(section), terminal })
