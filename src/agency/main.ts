/**
 * `npm run agency`: the reference agency alone. `--backup <file>` writes a whole copy of its database, also beside a
 * running one; a start from such a copy is told so by `--restored`.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { redact } from '../log.ts'
import { readSettings, settingsReport } from '../settings-file.ts'
import { installationRoot, systemClock, systemIds, systemRandom } from '../system.ts'
import { startAgency } from './agency.ts'
import { readMembers } from './members-file.ts'
import { agencySettingsSchema } from './settings.ts'

const usage = `npm run agency -- [--config FILE] [--members FILE] [--data FOLDER] [--host ADDRESS] [--port N]
  --restored      the data folder was put back from a backup
  --backup FILE   write a whole copy of the database, also beside a running agency, and end`

const stop = (text: string): never => {
  console.error(text)
  process.exit(2)
}

const flags = () => {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: 'string' },
        members: { type: 'string' },
        data: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        restored: { type: 'boolean' },
        backup: { type: 'string' },
      },
    })
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) return stop(`--port must be a number\n${usage}`)
    return values
  } catch (error) {
    return stop(`${(error as Error).message}\n${usage}`)
  }
}

const root = installationRoot()
const given = flags()
const dataFolder = given.data ?? join(root, 'data/agency')

const backUp = async (file: string): Promise<void> => {
  try {
    const db = new Database(join(dataFolder, 'agency.db'), { readonly: true, fileMustExist: true })
    await db.backup(file)
    db.close()
  } catch (error) {
    stop(`The backup cannot be made: ${(error as Error).message}`)
  }
  console.log(`wrote ${file}`)
}

const serve = async (): Promise<void> => {
  const settings = readSettings(given.config ?? join(root, 'config/agency.toml'), agencySettingsSchema)
  if (!settings.ok) return stop(settingsReport(settings.error))
  const members = readMembers(given.members ?? join(root, 'config/demo/members.toml'))
  if (!members.ok) return stop(settingsReport(members.error))
  const clock = systemClock()
  // The log goes to standard error: standard output says `ready` and nothing else.
  const logger = pino({ name: 'agency' }, pino.destination({ dest: 2, sync: true }))
  const agency = await startAgency({
    port: given.port === undefined ? settings.value.server.port : Number(given.port),
    host: given.host ?? settings.value.server.host,
    dataFolder,
    members: members.value,
    cardMasterKey: Buffer.from(settings.value.card.masterKey, 'hex'),
    settings: settings.value,
    restored: given.restored ?? false,
    clock,
    ids: systemIds(clock),
    random: systemRandom,
    log: (event, fields = {}) =>
      logger.info({
        event,
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redact(value)])),
      }),
  }).catch((error: Error) => stop(`The agency cannot start: ${error.message}`))
  console.log(`ready ${agency.url}`)
  const end = (): void => void agency.close().then(() => process.exit(0))
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

if (given.backup === undefined) await serve()
else await backUp(given.backup)
