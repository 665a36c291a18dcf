/** Declared events with plain fields; nothing personal. */
export type Log = (event: string, fields?: Record<string, string | number | boolean>) => void
