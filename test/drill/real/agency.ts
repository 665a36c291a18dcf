/** `agency FOLDER restored|again`: the reference agency as a process of a real run. */
import { startAgency } from '../../../src/agency/agency.ts'
import { type Handler, handlers } from '../../../src/agency/handlers.ts'
import { agencySettingsSchema } from '../../../src/agency/settings.ts'
import { systemClock, systemIds, systemRandom } from '../../../src/system.ts'
import { reach } from './steps.ts'

const [, , folder = '', how] = process.argv
const record = handlers.Record
const stepping: Handler<'Record'> = async (parts, peer, request) => {
  reach('agencyReceived')
  const outcome = await record(parts, peer, request)
  reach('agencyCommitted')
  // The answer leaves in the next write of this connection.
  reach('answerHalfSent')
  return outcome
}
Object.assign(handlers, { Record: stepping })

const clock = systemClock()
const agency = await startAgency({
  port: 0,
  dataFolder: folder,
  members: [],
  cardMasterKey: Buffer.alloc(16),
  settings: agencySettingsSchema.parse({ line: { pingMs: 200, retryMs: 1000 } }),
  restored: how === 'restored',
  clock,
  ids: systemIds(clock),
  random: systemRandom,
  log: () => {},
})
process.send?.({ port: agency.port })
process.on('disconnect', () => process.exit(0))
