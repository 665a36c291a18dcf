/** The virtual printer on TCP, in real time: one machine, its lines, its sheets. */
import { createServer, type Server, type Socket } from 'node:net'
import type { PrinterFaultName } from './faults.ts'
import {
  type CutSheet,
  createPrinterMachine,
  type MachineMemory,
  type MachineOptions,
  type PrinterMachine,
  standardMachine,
} from './machine.ts'

export interface VirtualPrinterOptions {
  /** 0 = any free port. */
  readonly port: number
  readonly host?: string
  readonly machine?: Partial<MachineOptions>
  readonly memory?: MachineMemory
  onSheet(sheet: CutSheet): void
  onProblem(what: string): void
}

export interface VirtualPrinter {
  readonly port: number
  readonly machine: PrinterMachine
  fault(name: PrinterFaultName, atRow?: number): void
  /** Cuts every line when that many more bytes have arrived. */
  cutLinkAfter(bytes: number): void
  clearFaults(): void
  /** Runs the mechanics on until nothing is left to do, without waiting: paper comes out of a printer whose host has died. */
  runOut(): void
  close(): Promise<void>
}

const tickMs = 5

export const openVirtualPrinter = async (options: VirtualPrinterOptions): Promise<VirtualPrinter> => {
  const lines = new Set<Socket>()
  const held = new Map<Socket, Uint8Array[]>()
  let connected = true
  let timer: NodeJS.Timeout | undefined
  let bytesUntilCut = Number.POSITIVE_INFINITY

  const machine = createPrinterMachine(
    { ...standardMachine, ...options.machine },
    {
      answer: (bytes) => {
        for (const line of lines) if (line.writable) line.write(bytes)
      },
      sheet: options.onSheet,
      problem: options.onProblem,
      cable: (now) => {
        connected = now
        if (!now) for (const line of lines) line.resetAndDestroy()
      },
    },
    options.memory,
  )

  const now = (): number => performance.now()
  const keepRunning = (): void => {
    timer ??= setInterval(() => {
      machine.advance(now())
      feedHeld()
      if (machine.idle() && held.size === 0) {
        clearInterval(timer)
        timer = undefined
      }
    }, tickMs)
  }

  const arrived = (bytes: Uint8Array): void => {
    machine.advance(now())
    const taken = bytes.subarray(0, Math.max(0, Math.min(bytes.length, bytesUntilCut)))
    bytesUntilCut -= bytes.length
    if (taken.length > 0) machine.receive(taken)
    if (bytesUntilCut <= 0) {
      bytesUntilCut = Number.POSITIVE_INFINITY
      machine.fault('link-cut')
    }
    keepRunning()
  }

  /** What does not fit into the buffer waits on its line: that is how a printer makes the sender wait. */
  const feedHeld = (): void => {
    for (const [line, waiting] of held) {
      while (waiting.length > 0 && machine.room() > 0) {
        const chunk = waiting.shift()!
        const room = machine.room()
        if (chunk.length > room) waiting.unshift(chunk.subarray(room))
        arrived(chunk.subarray(0, room))
      }
      if (waiting.length === 0) {
        held.delete(line)
        line.resume()
      }
    }
  }

  const server: Server = createServer({ noDelay: true }, (line) => {
    if (!connected) {
      line.resetAndDestroy()
      return
    }
    lines.add(line)
    line.on('error', () => line.destroy())
    line.on('close', () => {
      lines.delete(line)
      held.delete(line)
    })
    line.on('data', (bytes: Buffer) => {
      const room = machine.room()
      const waiting = held.get(line)
      if (waiting !== undefined) waiting.push(bytes)
      else if (bytes.length <= room) arrived(bytes)
      else {
        line.pause()
        held.set(line, [bytes])
        feedHeld()
        keepRunning()
      }
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host ?? '127.0.0.1', resolve)
  })
  const address = server.address()
  machine.advance(now())
  keepRunning()

  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    machine,
    fault: (name, atRow) => {
      machine.advance(now())
      machine.fault(name, atRow)
      keepRunning()
    },
    cutLinkAfter: (bytes) => {
      bytesUntilCut = bytes
    },
    clearFaults: () => {
      machine.advance(now())
      machine.clearFaults()
      keepRunning()
    },
    runOut: () => {
      for (let turn = 1; turn < 10_000 && !machine.idle(); turn++) machine.advance(now() + turn * 1000)
    },
    close: async () => {
      clearInterval(timer)
      timer = undefined
      for (const line of lines) line.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
