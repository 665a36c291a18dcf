/**
 * `npm run bench -- receipt-bytes`: a receipt from its facts to the bytes on the line (drawing, bands, ids), beside
 * node-thermal-printer's own image path, which is given the same picture already drawn. Goal: ≥ 20 × faster. Before it, 500 receipts through the whole printer over TCP to a virtual printer in a process of its own: RSS at most 160 MB.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import { paperTexts } from '../../printers/golden/papers.ts'
import { samplePapers } from '../../printers/golden/samples.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { paintDocument } from '../../printers/paint/paint.ts'
import { encodePng } from '../../printers/paint/png.ts'
import { standardProfile, standardTimes } from '../../printers/profile.ts'
import { createReceiptPrinter } from '../../printers/receipt-printer.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { composeJob } from '../../printers/thermal/compose.ts'
import { startVirtualPrinter } from '../../printers/virtual/process.ts'
import { machineClock, quickProfile } from '../support/printer-bench.ts'
import { type Bench, median, percentile } from './bench.ts'

const rounds = 25
const receipts = 500

export const bench: Bench = async ({ say }) => {
  const fonts = loadPaperFonts()
  const texts = paperTexts()
  const receipt = () => samplePapers.paymentReceipt(texts, { size: 'normal' })

  const peakRssMb = await printMany(fonts, receipt)
  say(`${receipts} receipts printed: RSS at most ${peakRssMb} MB`)

  const draw = () => {
    const painted = paintDocument(receipt(), 576, fonts, { maxRows: 24_000 })
    if (!painted.ok) throw new Error(painted.error.code)
    return painted.value
  }
  const picture = draw()
  const png = encodePng(picture)
  const peerPrinter = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: 'tcp://127.0.0.1:9', width: 48 })
  const ours: number[] = []
  const peer: number[] = []
  let bytes = 0
  for (let round = -2; round < rounds; round++) {
    let began = performance.now()
    const pieces = composeJob(draw(), 'paymentReceipt', standardProfile, 0, false)
    const oursMs = performance.now() - began
    bytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
    began = performance.now()
    peerPrinter.clear()
    await peerPrinter.printImageBuffer(png)
    const peerMs = performance.now() - began
    // The first rounds compile.
    if (round < 0) continue
    ours.push(oursMs)
    peer.push(peerMs)
  }
  const peerBytes = peerPrinter.getBuffer()?.length ?? 0
  say(`${picture.height} rows; ours ${bytes} bytes, peer ${peerBytes} bytes`)
  return {
    ours: Number(median(ours).toFixed(2)),
    floor: null,
    peer: Number(median(peer).toFixed(2)),
    ratio: Number((median(peer) / median(ours)).toFixed(1)),
    unit: 'ms',
    rounds,
    p95: Number(percentile(ours, 0.95).toFixed(2)),
    bytes,
    peerBytes,
    peakRssMb,
    receipts,
  }
}

/** @returns highest resident set in MB */
const printMany = async (
  fonts: ReturnType<typeof loadPaperFonts>,
  receipt: () => ReturnType<typeof samplePapers.paymentReceipt>,
): Promise<number> => {
  const world = await mkdtemp(join(tmpdir(), 'receipts-'))
  const virtual = await startVirtualPrinter({ world, rowsPerSecond: 1_000_000, cutMs: 0 })
  const printer = createReceiptPrinter({
    face: tcpFace({ host: '127.0.0.1', port: virtual.port }),
    profile: quickProfile,
    times: standardTimes,
    clock: machineClock,
    fonts,
    intents: { sending: () => {}, settled: () => {} },
    log: () => {},
  })
  let peak = 0
  try {
    for (let batch = 0; batch < receipts; batch += 50) {
      // All of a batch is queued at once: what waits must cost no more than its facts.
      const outcomes = Array.from({ length: 50 }, (_, index) =>
        printer.print({ jobId: `receipt-${batch + index}`, document: receipt() }).outcome.then((outcome) => {
          peak = Math.max(peak, process.memoryUsage.rss())
          if (outcome.result !== 'printed') throw new Error(`receipt ${batch + index}: ${outcome.result}`)
        }),
      )
      await Promise.all(outcomes)
    }
    return Math.round(peak / 1e6)
  } finally {
    await printer.close()
    await virtual.close()
    await rm(world, { recursive: true, force: true })
  }
}
