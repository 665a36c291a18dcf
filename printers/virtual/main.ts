/**
 * The virtual printer as a process: `npm run virtual-printer -- --port 9100 --out <folder>`. Any ESC/POS program can print
 * to it; every sheet becomes a PNG. Started by the dock it is told over IPC what goes wrong, and ends with the dock.
 */
import { parseArgs } from 'node:util'
import { isPrinterFaultName } from './faults.ts'
import { openVirtualPrinter } from './server.ts'
import { openPrinterWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' },
    host: { type: 'string', default: '127.0.0.1' },
    out: { type: 'string', default: 'paper' },
    paper: { type: 'string', default: '80' },
    'rows-per-second': { type: 'string', default: '1200' },
    'cut-ms': { type: 'string', default: '250' },
  },
})
const dots = values.paper === '58' ? 384 : 576
const world = openPrinterWorld(values.out, dots)
const attended = process.send !== undefined
const say = (text: string): void => {
  if (!attended) process.stdout.write(`${text}\n`)
}

const printer = await openVirtualPrinter({
  port: Number(values.port),
  host: values.host,
  machine: { dots, rowsPerSecond: Number(values['rows-per-second']), cutMs: Number(values['cut-ms']) },
  ...(world.memory === undefined ? {} : { memory: world.memory }),
  onSheet: (sheet) => {
    const record = world.addSheet(sheet)
    say(
      `sheet ${record.n}: ${record.rows} rows${record.complete ? '' : ', incomplete'}${record.qr.map((code) => `, QR ${code}`).join('')}`,
    )
  },
  // Loud on purpose: a command this printer does not know is a sender that was never tried on paper.
  onProblem: (what) => process.stderr.write(`${what}\n`),
})
say(`listening on ${values.host}:${printer.port}, sheets in ${values.out}`)

let ending = false
const end = async (code: number): Promise<void> => {
  if (ending) return
  ending = true
  // A printer goes on when its host dies: what is in its buffer comes out, unless paper or cover stop it.
  printer.runOut()
  world.save(printer.machine.memory())
  await printer.close()
  process.exit(code)
}
process.on('SIGINT', () => void end(0))
process.on('SIGTERM', () => void end(0))

interface Request {
  readonly request: number
  readonly call: 'sheets' | 'fault' | 'clearFaults' | 'state' | 'close'
  readonly fault?: string
  readonly at?: number
}

if (attended) {
  process.on('disconnect', () => void end(0))
  process.on('message', (message: Request) => {
    const reply = (value: unknown): void => void process.send?.({ reply: message.request, value })
    switch (message.call) {
      case 'sheets':
        return reply(world.sheets)
      case 'state':
        return reply(printer.machine.state())
      case 'fault':
        if (isPrinterFaultName(message.fault)) printer.fault(message.fault, message.at)
        world.save(printer.machine.memory())
        return reply(null)
      case 'clearFaults':
        printer.clearFaults()
        world.save(printer.machine.memory())
        return reply(null)
      case 'close':
        reply(null)
        void end(0)
    }
  })
  process.send?.({ ready: printer.port })
}
