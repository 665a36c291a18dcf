/**
 * Fuzz of everything the line reads: honest frames of every action, damaged by a seeded generator in the ways of the
 * network, of careless programmers and of attackers. The drill runs 100,000 of them, `npm test` a share.
 */
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { callFrame, errorFrame, readFrame, resultFrame } from '../../src/wire/frame.ts'
import { isTerminalAction, type TerminalAction, terminalActions } from '../../src/wire/messages.ts'
import { queries, queryNames } from '../../src/wire/queries.ts'
import { recordSchema } from '../../src/wire/record.ts'
import { memoryJournal, txnKey } from './memory-journal.ts'

export const fuzzLimits = { maxBytes: 1_048_576, maxDepth: 32 }

type Draw = (below: number) => number

/** SHA-256 in counter mode: slow enough not to matter, the same on every machine. */
export const seededDraw = (seed: number): Draw => {
  let block = Buffer.alloc(0)
  let at = 0
  let counter = 0
  return (below) => {
    if (at + 4 > block.length) {
      block = createHash('sha256').update(`${seed}:${counter++}`).digest()
      at = 0
    }
    const value = block.readUInt32BE(at)
    at += 4
    return value % below
  }
}

/** One honest frame of each kind, as bytes. */
export const honestFrames = (): Buffer[] => {
  const journal = memoryJournal()
  const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: { noteFen: 1000, capturedFen: 1000 } })
  const journalFacts = { ...journal.head(), ...journal.key() }
  const calls: readonly (readonly [TerminalAction, object])[] = [
    ['Boot', { model: 'm', version: '0', instance: 'i', at: 5, devices: { card: 'online' }, journal: journalFacts }],
    ['Heartbeat', { at: 5 }],
    ['StatusNotify', { at: 5, devices: { printer: 'hardwareError', card: 'offline' } }],
    ['Resume', { epoch: 1, acks: journal.acks(), agencyEpoch: 1 }],
    ['Record', { lane: 'money', records: [{ seq: 1, laneSeq: 1, text: one.text }], head: journal.sign([one]) }],
    [
      'IdentifyBegin',
      {
        insertion: 'i-1',
        cardSn: 'A'.repeat(32),
        cardNo: 'A12345678',
        specVersion: '2.00',
        idNumber: '34052419800101001X',
        name: '杨㛃䶮𠮷',
      },
    ],
    ['IdentifyProve', { identification: 'x', insertion: 'i-1', proof: '0011223344556677' }],
    ['IdentifyEnd', { session: 's', reason: 'cardRemoved' }],
    ...queryNames.map(
      (name) => ['Query', { session: 's', name, parameters: name === 'contributions' ? { page: 1 } : {} }] as const,
    ),
  ]
  return [
    ...calls.map(([action, payload]) => callFrame('id-1', action, payload)),
    resultFrame('id-1', { serverTime: 5 }),
    resultFrame('id-1', { answer: { asOf: 5, accounts: [{ insuranceType: '310', balanceFen: -5 }] } }),
    errorFrame('id-1', 'SecurityError', { code: 'YB-AGY-102' }),
  ].map((text) => Buffer.from(text, 'utf8'))
}

/** What stands in for a value, a key or a piece of a frame. */
const pieces = [
  ...[
    'null',
    'true',
    '-0',
    '1e999',
    '-1e-999',
    '9007199254740993',
    '1.5',
    '""',
    '"\\ud800"',
    '"__proto__"',
    '[]',
    '{}',
  ],
  ...[
    '{"__proto__":1}',
    '"constructor"',
    '"toString"',
    '{"toString":1}',
    '[[[[',
    '}}',
    ',',
    ':',
    '"',
    '\\',
    '\u0000',
    '\u2028',
  ],
  ...[
    '"\\u0000"',
    `"${'x'.repeat(3000)}"`,
    '['.repeat(50),
    '"𠮷"',
    '\ufeff',
    '\xff\xfe',
    '2',
    '-2147483649',
    '"2026-13-99"',
  ],
].map((text) => Buffer.from(text, 'utf8'))

/** Places in the frame where a JSON value begins or ends, so that damage often stays readable. */
const seams = (frame: Buffer): number[] => {
  const found: number[] = []
  for (let at = 0; at < frame.length; at++) if ('[]{},:"'.includes(String.fromCharCode(frame[at]!))) found.push(at)
  return found
}

export const damage = (draw: Draw, corpus: readonly Buffer[]): Buffer => {
  let frame: Buffer = Buffer.from(corpus[draw(corpus.length)]!)
  for (let times = 1 + draw(3); times > 0; times--) {
    const at = draw(frame.length + 1)
    const piece = pieces[draw(pieces.length)]!
    const places = seams(frame)
    const from = places[draw(Math.max(1, places.length))] ?? 0
    const to = places[draw(Math.max(1, places.length))] ?? frame.length
    switch (draw(8)) {
      case 0:
        if (frame.length > 0) frame[Math.min(at, frame.length - 1)] = draw(256)
        break
      case 1:
        frame = Buffer.from(frame.subarray(0, at))
        break
      case 2:
        frame = Buffer.concat([frame.subarray(0, at), piece, frame.subarray(at)])
        break
      case 3:
        frame = Buffer.concat([frame.subarray(0, from + 1), piece, frame.subarray(Math.max(from + 1, to))])
        break
      case 4:
        frame = Buffer.concat([frame.subarray(0, Math.max(from, to)), frame.subarray(Math.min(from, to))])
        break
      case 5:
        frame = Buffer.concat([frame.subarray(0, Math.min(from, to)), frame.subarray(Math.max(from, to))])
        break
      case 6: {
        const other = corpus[draw(corpus.length)]!
        frame = Buffer.concat([frame.subarray(0, from), other.subarray(draw(other.length))])
        break
      }
      default:
        // A value exchanged for another: the frame stays JSON.
        frame = Buffer.from(frame.toString('utf8').replace(/:("[^"]*"|-?\d+)/, `:${piece.toString('utf8')}`), 'utf8')
    }
    if (frame.length > 200_000) frame = Buffer.from(frame.subarray(0, 200_000))
  }
  return frame
}

export interface FuzzOutcome {
  readonly inputs: number
  /** Inputs that were frames in spite of the damage, and of them those that passed their schema too. */
  readonly frames: number
  readonly valid: number
}

/** Everything that reads from the line, on one input; throws when any of it does. */
const readAll = (bytes: Buffer): 'refused' | 'frame' | 'valid' => {
  const outcome = readFrame(bytes, false, fuzzLimits)
  if (!outcome.ok) return 'refused'
  const { frame } = outcome
  if (frame.type === 'error') return 'valid'
  if (frame.type === 'call') {
    if (!isTerminalAction(frame.action)) return 'frame'
    const request = (terminalActions[frame.action].request as z.ZodType).safeParse(frame.payload)
    for (const { parameters } of Object.values(queries)) parameters.safeParse(frame.payload)
    recordSchema.safeParse(frame.payload)
    return request.success ? 'valid' : 'frame'
  }
  let valid = false
  for (const { answer } of Object.values(terminalActions))
    valid = (answer as z.ZodType).safeParse(frame.payload).success || valid
  for (const { answer } of Object.values(queries)) (answer as z.ZodType).safeParse(frame.payload)
  return valid ? 'valid' : 'frame'
}

/** @throws when a reader or a schema throws, with the input in base64 */
export const fuzzReaders = (inputs: number, seed: number): FuzzOutcome => {
  const draw = seededDraw(seed)
  const corpus = honestFrames()
  let [frames, valid] = [0, 0]
  for (let n = 0; n < inputs; n++) {
    const bytes = damage(draw, corpus)
    try {
      const outcome = readAll(bytes)
      if (outcome !== 'refused') frames += 1
      if (outcome === 'valid') valid += 1
    } catch (error) {
      throw new Error(`input ${n} of seed ${seed} (${bytes.toString('base64')}): ${String(error)}`)
    }
  }
  return { inputs, frames, valid }
}
