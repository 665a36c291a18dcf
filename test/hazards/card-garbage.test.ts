import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CardChannel, CardLink, Slot } from '../../drivers/card/link.ts'
import { createSlotBoard } from '../../drivers/card/link.ts'
import { holderFile, issuerFile } from '../../drivers/card/records.ts'
import type { ChipFile } from '../../drivers/card/virtual/chip.ts'
import type { DemoCard } from '../../drivers/card/virtual/demo-cards.ts'
import { fault, ok } from '../../src/domain/result.ts'
import { demoCard, inProcessBench, insertAndRead, presenceWord, readerOn, until } from '../support/card-bench.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const sound = demoCard('ok-2.0')
const soundFiles = sound.profile.application!.files

/** The ordinary card with other records in its files. */
const withFiles = (files: Readonly<Record<number, ChipFile>>): DemoCard => ({
  ...sound,
  profile: { ...sound.profile, application: { ...sound.profile.application!, files: { ...soundFiles, ...files } } },
})

const withRecord = (file: number, number: number, record: Uint8Array): DemoCard =>
  withFiles({
    [file]: { records: soundFiles[file]!.records.map((old, index) => (index === number - 1 ? record : old)) },
  })

const wordOf = async (card: DemoCard): Promise<string> => {
  const bench = await inProcessBench()
  try {
    return presenceWord(await insertAndRead(bench, card))
  } finally {
    await bench.close()
  }
}

describe('a card with damaged data', () => {
  it.each<[string, number, number, Uint8Array, string]>([
    ['a serial number that is too short', issuerFile, 1, hex('010421120001'), 'refused YB-CRD-202'],
    ['a length byte beyond the record', issuerFile, 5, hex('050C20190801'), 'refused YB-CRD-202'],
    ['an empty record', issuerFile, 6, hex(''), 'refused YB-CRD-202'],
    ['a version that is none', issuerFile, 3, hex('0304 58595A57'), 'refused YB-CRD-202'],
    ['a 13th month of issue', issuerFile, 5, hex('0504 20191301'), 'refused YB-CRD-202'],
    ['letters in a date', issuerFile, 6, hex('0604 2029AB01'), 'refused YB-CRD-202'],
    ['another tag in the place of the ID number', holderFile, 1, hex(`7712${'30'.repeat(18)}`), 'refused YB-CRD-204'],
    [
      'a wrong check digit',
      holderFile,
      1,
      hex(`0812${Buffer.from('340524198001010011').toString('hex')}`),
      'refused YB-CRD-203',
    ],
    ['no ID number', holderFile, 1, hex(`0812${'00'.repeat(18)}`), 'refused YB-CRD-203'],
    [
      'a name that is no GB 18030',
      holderFile,
      2,
      hex(`091E C0EEFFFE${'80'.repeat(10)}FF${'41'.repeat(15)}`),
      'refused YB-CRD-202',
    ],
    ['no name', holderFile, 2, hex(`091E${'00'.repeat(30)}`), 'refused YB-CRD-202'],
    ['a third gender', holderFile, 4, hex('0A0139'), 'refused YB-CRD-202'],
    ['half a place of birth', holderFile, 6, hex('0C033405FF'), 'refused YB-CRD-202'],
    ['a record of 64 KiB', holderFile, 2, new Uint8Array(65_536).fill(0x09), 'refused YB-CRD-202'],
  ])('%s is refused', async (_, file, number, record, word) => {
    expect(await wordOf(withRecord(file, number, record))).toBe(word)
  })

  it('a missing file is refused', async () => {
    expect(await wordOf(withFiles({ [holderFile]: { records: [] } }))).toBe('refused YB-CRD-204')
  })

  it('records padded to one length are read', async () => {
    const padded = soundFiles[issuerFile]!.records.map((record) => Uint8Array.of(...record, 0xff, 0xff, 0xff))
    expect(await wordOf(withFiles({ [issuerFile]: { records: padded } }))).toBe('ready')
  })
})

describe('a random chip', () => {
  const record = fc.uint8Array({ maxLength: 40 })
  const file = fc.record({ records: fc.array(record, { maxLength: 9 }) })

  it('with random records ends in ready or refused', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, async (issuer, holder) => {
        expect(await wordOf(withFiles({ [issuerFile]: issuer, [holderFile]: holder }))).toMatch(/^(ready|refused)/)
      }),
      { numRuns: 60 },
    )
  })

  it('with one random byte changed anywhere ends in ready or refused', async () => {
    const place = fc.record({
      file: fc.constantFrom(issuerFile, holderFile),
      number: fc.integer({ min: 0, max: 6 }),
      at: fc.nat(40),
      byte: fc.integer({ min: 0, max: 255 }),
    })
    await fc.assert(
      fc.asyncProperty(place, async ({ file: id, number, at, byte }) => {
        const damaged = Uint8Array.from(soundFiles[id]!.records[number]!)
        damaged[at % damaged.length] = byte
        expect(await wordOf(withRecord(id, number + 1, damaged))).toMatch(/^(ready|refused)/)
      }),
      { numRuns: 100 },
    )
  })

  it('that answers anything to everything ends in refused, and nothing is thrown', async () => {
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => ok(bytes)),
      fc.constantFrom('9000', '6C00', '61FF', '6100', '6A82', '9000', '', '90').map((word) => ok(hex(word))),
      fc.uint8Array({ maxLength: 64 }).map((bytes) => ok(Uint8Array.of(...bytes, 0x90, 0x00))),
      fc.constantFrom('YB-CRD-103' as const, 'YB-CRD-101' as const).map((code) => fault(code)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 60 }), async (script) => {
        let next = 0
        const channel: CardChannel = {
          transmit: async () => script[next++ % script.length]!,
          reset: async () => ok(undefined),
          disconnect: async () => {},
        }
        const board = createSlotBoard({ state: 'empty' })
        const link: CardLink = {
          get slot(): Slot {
            return board.slot
          },
          subscribe: board.subscribe,
          connect: async () => ok(channel),
          close: async () => {},
        }
        const bench = readerOn(link, { settleMs: 1 })
        board.show({ state: 'occupied', sequence: 1 })
        const presence = await until(bench, ({ state }) => state !== 'reading')
        expect(presence.state).toBe('refused')
        await bench.reader.close()
      }),
      { numRuns: 150 },
    )
  })
})
