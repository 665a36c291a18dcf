/**
 * The virtual printer's mechanics and firmware: receive buffer, real-time commands, motion at a speed, paper, cutter and
 * the things that go wrong with them. It has no I/O and no clock of its own: bytes and time come in, answers and sheets
 * go out, so a whole bad day can be played in a millisecond.
 */

import { type PrinterCommand, parseCommand, realTimeLength } from './commands.ts'
import type { PrinterFaultName } from './faults.ts'
import { answersWhenRead, createIdAnswers, idBlock, isIdFault } from './id-answers.ts'
import type { Rows } from './line-drawing.ts'
import {
  type Armed,
  allWell,
  keptMotion,
  type MachineEvents,
  type MachineMemory,
  type MachineOptions,
  type Motion,
  motionAgain,
} from './machine-types.ts'
import { automaticStatus, identity, realTimeStatus, transmittedPaper } from './status-bits.ts'
import { createTypesetter } from './typesetter.ts'

export {
  type CutSheet,
  type MachineEvents,
  type MachineMemory,
  type MachineOptions,
  standardMachine,
} from './machine-types.ts'

/** How far the firmware works ahead of the head. */
const aheadRows = 384

export const createPrinterMachine = (options: MachineOptions, events: MachineEvents, memory?: MachineMemory) => {
  const rowLength = options.dots >> 3
  let typesetter = createTypesetter(options.dots, options.chinese)
  let buffer: Uint8Array = memory?.buffer ?? new Uint8Array(0)
  let motions: Motion[] = (memory?.motions ?? []).map((kept) => motionAgain(kept, rowLength, options.cutMs))
  let strip: Uint8Array[] = memory === undefined || memory.strip.length === 0 ? [] : [memory.strip]
  let stripRows = strip.reduce((sum, rows) => sum + rows.length / rowLength, 0)
  let sheetRows = Math.max(0, stripRows - options.gapRows)
  const idsAt = createIdAnswers()
  let ids: string[] = [...(memory?.ids ?? [])]
  let broken = memory?.broken ?? false
  let budget = 0
  let last: number | undefined
  let automatic = false
  let armed: Armed[] = []
  let strayAfter = 0
  let sheetIndex = 0
  /** Bytes of the buffer in which real-time commands have been looked for. */
  let scanned = 0

  const condition = {
    ...allWell,
    paperOut: memory?.paperOut ?? false,
    paperLow: memory?.paperLow ?? false,
    coverOpen: memory?.coverOpen ?? false,
  }
  const blocked = (): boolean =>
    condition.paperOut || condition.coverOpen || condition.cutterError || condition.silent || condition.overheatLeft > 0
  const bits = () => ({ ...condition, overheated: condition.overheatLeft > 0 })

  const answer = (bytes: Uint8Array): void => {
    if (!condition.silent && condition.cable) events.answer(bytes)
  }
  let lastAutomatic = ''
  const changed = (): void => {
    const bytes = automaticStatus(bits())
    const now = bytes.join()
    if (now === lastAutomatic) return
    lastAutomatic = now
    if (automatic && !condition.noAutomatic) answer(bytes)
  }

  // ---- what arrives

  const receive = (bytes: Uint8Array): void => {
    buffer = joined(buffer, bytes)
    if (condition.silent) return
    scanRealTime()
    work()
  }

  /** Real-time commands are seen wherever they stand, in the middle of a picture too: that is what makes them dangerous. */
  const scanRealTime = (): void => {
    while (scanned < buffer.length) {
      if (buffer[scanned] === 0x10) {
        const length = buffer.length < scanned + 3 ? null : realTimeLength(buffer, scanned)
        if (length === null || buffer.length < scanned + length) return
        if (length > 0) realTime(scanned, length)
      }
      scanned++
    }
  }

  const realTime = (at: number, length: number): void => {
    const kind = buffer[at + 2]!
    if (buffer[at + 1] === 0x04 && kind >= 1 && kind <= 4) answer(Uint8Array.of(realTimeStatus(kind, bits())))
    else if (buffer[at + 1] === 0x05 && (kind === 1 || kind === 2)) recover(kind === 2)
    else if (buffer[at + 1] === 0x14 && kind === 8) clear(at + length)
  }

  const recover = (forget: boolean): void => {
    condition.cutterError = false
    if (forget) clear(scanned + 3)
    changed()
  }

  const clear = (keepFrom: number): void => {
    buffer = buffer.slice(keepFrom)
    scanned = -1 // stepped to the first byte of what is left by the scan that is running
    motions = []
    typesetter = createTypesetter(options.dots, options.chinese)
    if (sheetRows > 0) broken = true
    condition.cutterError = false
    answer(Uint8Array.of(0x37, 0x25, 0x00))
    changed()
  }

  // ---- what the firmware makes of it

  const queuedRows = (): number =>
    motions.reduce((sum, motion) => sum + (motion.kind === 'rows' ? motion.rows.height - motion.done : 0), 0)

  const hasRoomAhead = (): boolean => condition.ids === 'instant-ids' || queuedRows() < aheadRows

  const work = (): void => {
    let at = 0
    while (at < buffer.length && hasRoomAhead() && !condition.silent) {
      const parsed = parseCommand(buffer, at, typesetter.chinese())
      if ('more' in parsed) break
      at += parsed.length
      if ('unknown' in parsed) events.problem(`unknown command ${parsed.unknown}`)
      else obey(parsed.parsed)
    }
    if (at === 0) return
    buffer = buffer.slice(at)
    scanned = Math.max(0, scanned - at)
  }

  const obey = (command: PrinterCommand): void => {
    switch (command.command) {
      case 'cut':
        if (command.feed !== null) pushRows([blankRows(options.gapRows + command.feed)])
        motions.push({ kind: 'cut', full: command.full, left: options.cutMs })
        return
      case 'processId':
        processId(String.fromCharCode(...command.id))
        return
      case 'automaticStatus':
        automatic = command.n !== 0
        lastAutomatic = automaticStatus(bits()).join()
        if (automatic && !condition.noAutomatic) answer(automaticStatus(bits()))
        return
      case 'transmitStatus':
        answer(Uint8Array.of(command.n % 48 === 1 ? transmittedPaper(bits()) : 0))
        return
      case 'transmitId':
        answer(identity(command.n))
        return
      case 'initialize':
        automatic = false
        typesetter.take(command)
        return
      default: {
        const made = typesetter.take(command)
        if (typeof made === 'string') events.problem(made)
        else pushRows(made)
      }
    }
  }

  const processId = (id: string): void => {
    if (condition.noProcessId) return
    const early = answersWhenRead(condition.ids)
    if (early) answer(idBlock(id))
    motions.push({ kind: 'mark', id, told: early })
  }

  const pushRows = (made: readonly Rows[]): void => {
    for (const rows of made) if (rows.height > 0) motions.push({ kind: 'rows', rows, done: 0 })
  }
  const blankRows = (height: number): Rows => ({ height, bits: new Uint8Array(rowLength * height) })

  // ---- what the mechanics do

  /** @param at ms, any origin, never going back */
  const advance = (at: number): void => {
    const elapsed = last === undefined ? 0 : Math.max(0, at - last)
    last = at
    run(elapsed)
  }

  const run = (ms: number): void => {
    let left = ms
    strayAfter -= ms
    if (condition.stray && strayAfter <= 0) {
      strayAfter = 20
      answer(Uint8Array.of(0x12))
    }
    if (condition.overheatLeft > 0) {
      const cooling = Math.min(left, condition.overheatLeft)
      condition.overheatLeft -= cooling
      left -= cooling
      if (condition.overheatLeft === 0) changed()
    }
    budget = motions.length === 0 ? 0 : budget + (left * options.rowsPerSecond) / 1000
    let guard = 0
    trigger()
    while (!blocked()) {
      work()
      const motion = motions[0]
      if (motion === undefined || guard++ > 100_000) break
      if (motion.kind === 'mark') {
        motions.shift()
        ids.push(motion.id)
        if (!motion.told) for (const said of idsAt(condition.ids, motion.id)) answer(idBlock(said))
      } else if (motion.kind === 'cut') {
        if (armed.some((entry) => entry.fault === 'cutter')) {
          armed = armed.filter((entry) => entry.fault !== 'cutter')
          condition.cutterError = true
          changed()
          break
        }
        const rows = (motion.left * options.rowsPerSecond) / 1000
        if (budget < rows) {
          motion.left -= (budget * 1000) / options.rowsPerSecond
          budget = 0
          break
        }
        budget -= rows
        motions.shift()
        cutPaper()
      } else {
        const nextFault = due().reduce((least, entry) => Math.min(least, entry.atRow), Number.POSITIVE_INFINITY)
        const wanted = Math.min(
          motion.rows.height - motion.done,
          Math.floor(budget),
          Math.max(0, nextFault - sheetRows),
        )
        if (wanted <= 0) break
        budget -= wanted
        strip.push(motion.rows.bits.subarray(motion.done * rowLength, (motion.done + wanted) * rowLength))
        stripRows += wanted
        sheetRows += wanted
        motion.done += wanted
        if (motion.done === motion.rows.height) motions.shift()
        trigger()
      }
    }
    if (motions.length === 0 || blocked()) budget = 0
    work()
  }

  const due = (): Armed[] => armed.filter((entry) => entry.fault !== 'cutter' && entry.sheet <= sheetIndex)

  const trigger = (): void => {
    for (const entry of due().filter((candidate) => candidate.atRow <= sheetRows)) {
      armed = armed.filter((candidate) => candidate !== entry)
      happen(entry.fault)
    }
  }

  const cutPaper = (): void => {
    const all = Buffer.concat(strip)
    const rows = Math.max(0, stripRows - options.gapRows)
    const sheet = all.subarray(0, rows * rowLength)
    const rest = Buffer.from(all.subarray(rows * rowLength))
    strip = rest.length > 0 ? [rest] : []
    stripRows = rest.length / rowLength
    sheetRows = 0
    sheetIndex++
    drop(sheet, !broken)
    broken = false
  }

  const drop = (bits: Uint8Array, complete: boolean): void => {
    const seen = ids
    ids = []
    // A strip of white paper is waste, not a document.
    if (bits.every((byte) => byte === 0)) return
    events.sheet({ complete, rows: { height: bits.length / rowLength, bits: new Uint8Array(bits) }, ids: seen })
  }

  /** The old roll is taken out with what hangs from it. */
  const tearOff = (): void => {
    drop(Buffer.concat(strip), false)
    strip = []
    stripRows = 0
    sheetRows = 0
    broken = false
  }

  // ---- what goes wrong

  const happen = (fault: PrinterFaultName): void => {
    switch (fault) {
      case 'paper-out':
        condition.paperOut = true
        break
      case 'paper-low':
        condition.paperLow = true
        break
      case 'cover-open':
        condition.coverOpen = true
        break
      case 'overheat':
        condition.overheatLeft = options.overheatMs
        break
      case 'link-cut':
        condition.cable = false
        events.cable(false)
        break
      case 'silence':
        condition.silent = true
        return
      case 'power-cycle':
        powerCycle()
        return
      case 'no-process-id':
        condition.noProcessId = true
        return
      case 'no-automatic-status':
        condition.noAutomatic = true
        return
      case 'stray-bytes':
        condition.stray = true
        return
      case 'cutter':
        return
      default:
        if (isIdFault(fault)) condition.ids = fault
        return
    }
    changed()
  }

  const powerCycle = (): void => {
    buffer = new Uint8Array(0)
    scanned = 0
    motions = []
    automatic = false
    condition.cutterError = false
    condition.overheatLeft = 0
    condition.silent = false
    if (sheetRows > 0) broken = true
    typesetter = createTypesetter(options.dots, options.chinese)
    events.cable(false)
    if (condition.cable) events.cable(true)
  }

  return {
    receive,
    advance,
    /** Bytes that may still be sent before the line must wait. */
    room: (): number => (condition.silent ? 0 : Math.max(0, options.receiveBufferBytes - buffer.length)),
    /** @param atRow dot row of the sheet at the head, counted from its beginning; without it the fault happens now */
    fault: (fault: PrinterFaultName, atRow?: number): void => {
      if (fault === 'cutter') armed.push({ fault, atRow: 0, sheet: sheetIndex })
      else if (atRow === undefined) happen(fault)
      // A row that has passed on this sheet is meant for the next one.
      else armed.push({ fault, atRow, sheet: atRow > sheetRows || sheetRows === 0 ? sheetIndex : sheetIndex + 1 })
    },
    /** New roll, cover closed, jam removed, cable back; it goes on from its own buffer. */
    clearFaults: (): void => {
      armed = []
      if (condition.paperOut) tearOff()
      const wasCut = !condition.cable
      Object.assign(condition, allWell)
      if (wasCut) events.cable(true)
      scanRealTime()
      changed()
    },
    /** Nothing left to do, or nothing can be done. */
    idle: (): boolean =>
      (blocked() && condition.overheatLeft === 0) ||
      (motions.length === 0 && condition.overheatLeft === 0 && !condition.stray),
    state: () => ({ ...condition, sheetRows, buffered: buffer.length, queuedRows: queuedRows() }),
    memory: (): MachineMemory => ({
      strip: new Uint8Array(Buffer.concat(strip)),
      buffer: new Uint8Array(buffer),
      motions: motions.map(keptMotion),
      paperOut: condition.paperOut,
      paperLow: condition.paperLow,
      coverOpen: condition.coverOpen,
      broken,
      ids,
    }),
  }
}

export type PrinterMachine = ReturnType<typeof createPrinterMachine>

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  a.length === 0 ? new Uint8Array(b) : new Uint8Array(Buffer.concat([a, b]))
