/** `npm run agency`: the reference agency alone. Flags: --config, --members, --data, --host, --port, --restored. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { readSettings, settingsReport } from '../settings-file.ts'
import { installationRoot, systemClock, systemIds, systemRandom } from '../system.ts'
import { startAgency } from './agency.ts'
import { readMembers } from './members-file.ts'
import { agencySettingsSchema } from './settings.ts'

const usage =
  'npm run agency -- [--config <file>] [--members <file>] [--data <folder>] [--host <address>] [--port <n>] [--restored]'

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
const settings = readSettings(given.config ?? join(root, 'config/agency.toml'), agencySettingsSchema)
if (!settings.ok) stop(settingsReport(settings.error))
else {
  const members = readMembers(given.members ?? join(root, 'config/demo/members.toml'))
  if (!members.ok) stop(settingsReport(members.error))
  else {
    const clock = systemClock()
    const logger = pino({ name: 'agency' })
    const agency = await startAgency({
      port: given.port === undefined ? settings.value.server.port : Number(given.port),
      host: given.host ?? settings.value.server.host,
      dataFolder: given.data ?? join(root, 'data/agency'),
      members: members.value,
      cardMasterKey: Buffer.from(settings.value.card.masterKey, 'hex'),
      settings: settings.value,
      restored: given.restored ?? false,
      clock,
      ids: systemIds(clock),
      random: systemRandom,
      log: (event, fields) => logger.info({ event, ...fields }),
    }).catch((error: Error) => stop(`The agency cannot start: ${error.message}`))
    console.log(`ready ${agency.url}`)
    const end = (): void => void agency.close().then(() => process.exit(0))
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  }
}
