/** What can be said on the command line. */
import { parseArgs } from 'node:util'
import { failed, ok, type Result } from '../domain/result.ts'

export interface TerminalOptions {
  readonly demo: boolean
  /** Settings file; absent = the one of the installation. */
  readonly config?: string
  readonly port?: number
  readonly data?: string
  readonly members?: string
  /** Real pcscd with a virtual card instead of the in-process reader. */
  readonly pcsc: boolean
  readonly model?: string
  /** ms since 1970 at which terminal and agency start. */
  readonly clock?: number
}

export const usage = `npm start -- --config <file> [--data <folder>]
npm run demo -- [--port <n>] [--data <folder>] [--members <file>] [--pcsc] [--model <name>] [--clock <time>] [--config <file>]

  --port     port of the screen, 0 = any free one
  --data     folder in which the terminal keeps its journal (the demo also its world and its agency)
  --members  members of the demo agency, a file of the form of config/demo/members.toml
  --pcsc     a virtual card behind the real pcscd
  --model    a file of config/models: standing, portable
  --clock    the time at which terminal and agency start, e.g. 2026-10-12T09:00+08:00`

const demoOnly = ['members', 'pcsc', 'clock'] as const

/** @returns a sentence when something is not understood */
export const readOptions = (args: readonly string[]): Result<TerminalOptions, string> => {
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({
      args: [...args],
      options: {
        demo: { type: 'boolean', default: false },
        config: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        members: { type: 'string' },
        pcsc: { type: 'boolean', default: false },
        model: { type: 'string' },
        clock: { type: 'string' },
      },
    }).values
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'the command line is not understood')
  }
  const text = (name: string) => (typeof values[name] === 'string' ? (values[name] as string) : undefined)
  const port = text('port')
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)) {
    return failed('--port takes a number from 0 to 65535')
  }
  const clock = text('clock')
  const startAt = clock === undefined ? undefined : Date.parse(clock)
  if (startAt !== undefined && Number.isNaN(startAt)) {
    return failed('--clock takes a time with its zone, e.g. 2026-10-12T09:00+08:00')
  }
  if (clock !== undefined && !/(Z|[+-]\d\d:?\d\d)$/.test(clock)) return failed('--clock needs a zone, e.g. +08:00')
  const demo = values.demo === true
  const misplaced = demo ? undefined : demoOnly.find((name) => values[name] !== undefined && values[name] !== false)
  if (misplaced !== undefined) return failed(`--${misplaced} belongs to the demo; a real terminal has none`)
  const entries = {
    config: text('config'),
    port: port === undefined ? undefined : Number(port),
    data: text('data'),
    members: text('members'),
    model: text('model'),
    clock: startAt,
  }
  return ok({
    demo,
    pcsc: values.pcsc === true,
    ...(Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as object),
  })
}
