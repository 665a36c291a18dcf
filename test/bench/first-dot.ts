/**
 * `npm run bench -- first-dot`: from `print()` to the first byte of a picture at the printer, beside a bare socket write
 * of the same bytes to the same listener. Ours draws the paper, asks the printer how it is and writes the intent before
 * it; the parts are told separately.
 */
import { connect, createServer, type Socket } from 'node:net'
import { paperTexts } from '../../printers/golden/papers.ts'
import { samplePapers } from '../../printers/golden/samples.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { standardTimes } from '../../printers/profile.ts'
import { createReceiptPrinter } from '../../printers/receipt-printer.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { machineClock, quickProfile } from '../support/printer-bench.ts'
import { type Bench, median, percentile } from './bench.ts'

const rounds = 40

export const bench: Bench = async ({ say }) => {
  const listener = await listen()
  const fonts = loadPaperFonts()
  const texts = paperTexts()
  let intentAt = 0
  const printer = createReceiptPrinter({
    face: tcpFace({ host: '127.0.0.1', port: listener.port }),
    profile: quickProfile,
    times: standardTimes,
    clock: machineClock,
    fonts,
    intents: {
      sending: () => {
        intentAt = performance.now()
      },
      settled: () => {},
    },
    log: () => {},
  })
  const ours: number[] = []
  const toIntent: number[] = []
  for (let round = -3; round < rounds; round++) {
    listener.reset()
    const began = performance.now()
    const handle = printer.print({
      jobId: `job-${round}`,
      document: samplePapers.balanceSlip(texts, { size: 'normal' }),
    })
    const at = await listener.firstDot()
    const outcome = await handle.outcome
    if (outcome.result !== 'printed') throw new Error(outcome.result)
    if (round < 0) continue
    ours.push(at - began)
    toIntent.push(intentAt - began)
  }
  await printer.close()
  const bytes = listener.taken()

  const floor: number[] = []
  const socket = connect({ host: '127.0.0.1', port: listener.port, noDelay: true })
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  for (let round = -3; round < rounds; round++) {
    listener.reset()
    const began = performance.now()
    socket.write(bytes)
    const at = await listener.firstDot()
    if (round >= 0) floor.push(at - began)
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.destroy()
  await listener.close()
  say(`of ours, ${median(toIntent).toFixed(2)} ms pass before the intent: drawing, packing, four questions`)
  return {
    ours: Number(median(ours).toFixed(2)),
    floor: Number(median(floor).toFixed(2)),
    peer: null,
    ratio: Number((median(ours) / median(floor)).toFixed(1)),
    unit: 'ms',
    rounds,
    p95: Number(percentile(ours, 0.95).toFixed(2)),
    beforeIntentMs: Number(median(toIntent).toFixed(2)),
  }
}

/** A printer that is always well and infinitely fast. */
const listen = async () => {
  let seen = Buffer.alloc(0)
  let arrived: ((at: number) => void) | undefined
  const raster = Buffer.of(0x1d, 0x76, 0x30)
  const answer = (line: Socket, bytes: Buffer): void => {
    for (let at = 0; at + 2 < bytes.length; at++) {
      if (bytes[at] === 0x10 && bytes[at + 1] === 0x04) line.write(Buffer.of(0x12))
      if (bytes[at] === 0x1d && bytes[at + 1] === 0x28 && bytes[at + 2] === 0x48)
        line.write(Buffer.concat([Buffer.of(0x37, 0x22), bytes.subarray(at + 7, at + 11), Buffer.of(0)]))
    }
  }
  const lines = new Set<Socket>()
  const server = createServer({ noDelay: true }, (line) => {
    lines.add(line)
    let answered = 0
    let own = Buffer.alloc(0)
    line.on('data', (bytes: Buffer) => {
      const now = performance.now()
      seen = Buffer.concat([seen, bytes])
      if (arrived !== undefined && seen.includes(raster)) {
        arrived(now)
        arrived = undefined
      }
      own = Buffer.concat([own, bytes])
      answer(line, own.subarray(Math.max(0, answered - 10)))
      answered = own.length
      own = own.subarray(-10)
      answered = own.length
    })
    line.on('error', () => line.destroy())
    line.on('close', () => lines.delete(line))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    reset: () => {
      seen = Buffer.alloc(0)
    },
    taken: () => Buffer.from(seen),
    firstDot: () =>
      new Promise<number>((resolve) => {
        arrived = resolve
      }),
    close: async () => {
      for (const line of lines) line.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
