import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { holderFile, issuerFile } from '../records.ts'
import { demoCardMaster, loadDemoCards } from './demo-cards.ts'

const demo = (name: string): string => readFileSync(new URL(`../../../config/demo/${name}`, import.meta.url), 'utf8')
const load = (members = demo('members.toml')) => loadDemoCards(demo('cards.toml'), members, demo('keys.toml'))
const hexOf = (records: readonly Uint8Array[] = []): string[] =>
  records.map((record) => Buffer.from(record).toString('hex').toUpperCase())

describe('the drawer of cards', () => {
  it('holds every card the dock names', () => {
    const names = load().map(({ card }) => card)
    const asked =
      'ok-2.0 ok-3.0 no-ssse expired pin-locked pin-initial rare-name other-person id-15 pulled-mid-read le-00 sw-61xx ' +
      'mute lost other-region elder-t c2008-low scheme-d clerk reviewer'
    expect(names).toEqual(expect.arrayContaining(asked.split(' ')))
    expect(new Set(names).size).toBe(names.length)
  })

  it('holds the example of the standard byte by byte in ok-2.0', () => {
    const files = load().find(({ card }) => card === 'ok-2.0')?.profile.application?.files
    expect(hexOf(files?.[issuerFile]?.records)).toEqual([
      '0110211200D156000005A1420B37C225EB7D',
      '020133',
      '0304322E3030',
      '040C915600000211200000000000',
      '050420190801',
      '060420290801',
      '0709413132333435363738',
    ])
    expect(hexOf(files?.[holderFile]?.records)).toEqual([
      '0812333430353234313938303031303130303158',
      `091EC0EEBDA8B9FA${'00'.repeat(24)}`,
      `4E14${'00'.repeat(20)}`,
      '0A0131',
      '0B0101',
      '0C03340524',
      '0D0419800101',
    ])
  })

  it('gives PIN and holder for the people at the bench', () => {
    expect(load().find(({ card }) => card === 'pin-initial')?.pin).toBe('123456')
    expect(load().find(({ card }) => card === 'id-15')?.holder.idNumber).toMatch(/^\d{15}$/)
    expect(load().find(({ card }) => card === 'no-ssse')).toMatchObject({ pin: '', holder: { name: '' } })
  })

  it('gives every member of another members file a plain card named by its key', () => {
    const cards = load(`
      [[member]]
      key = "tester"
      person_no = "1"
      name = "测试"
      id_number = "11010519491231002X"
      gender = "female"
      ethnicity = "01"
      birth_place = "110105"
      card_sn = "211202D15600000500000000000000FF"
      card_no = "T00000001"
    `)
    expect(cards.map(({ card }) => card)).toEqual(['no-ssse', 'tester'])
    expect(cards[1]).toMatchObject({ pin: '135790', holder: { name: '测试', cardNo: 'T00000001' }, member: 'tester' })
  })

  it('refuses a member whose ID number cannot be one', () => {
    const broken = demo('members.toml').replace('34052419800101001X', '340524198001010011')
    expect(() => load(broken)).toThrow(/ID number/)
  })

  it('has a master key of its own', () => {
    expect(demoCardMaster(demo('keys.toml'))).toHaveLength(16)
  })
})
