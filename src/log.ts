/**
 * The log: declared events with typed fields, written by pino. Whatever looks like an ID number, a long card number or a
 * PIN is taken out here once more, although nothing should ever bring it this far.
 */
import { type DestinationStream, pino } from 'pino'
import type { Log } from './domain/log.ts'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug'

const personal = /\d{15,}[\dXx]?|[A-Z]\d{8}\b/g

export const redact = (value: string | number | boolean): string | number | boolean =>
  typeof value === 'string' ? value.replace(personal, '[redacted]') : value

/** An event that carries a fault code wants attention; everything else is the ordinary course. */
export const createLog = (
  options: { readonly level: LogLevel; readonly terminal: string },
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log => {
  const logger = pino({ level: options.level, base: { terminal: options.terminal } }, destination)
  return (event, fields = {}) => {
    const safe = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redact(value)]))
    if ('code' in fields && fields.code !== 'none') logger.warn({ event, ...safe })
    else logger.info({ event, ...safe })
  }
}
