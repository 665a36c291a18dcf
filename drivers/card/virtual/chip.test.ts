import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { computeCardProof, diversifyCardKey } from '../../../src/domain/card-proof.ts'
import { type ChipProfile, type ChipState, freshMemory, resetChip, runChip } from './chip.ts'
import { type CardPrint, foreignChip, manners, socialChip } from './personalities.ts'

const master = new Uint8Array(16).fill(7)
const print: CardPrint = {
  cardSn: '211200D156000005A1420B37C225EB7D',
  cardNo: 'A12345678',
  specVersion: '2.00',
  issuedOn: '2019-08-01',
  expiresOn: '2029-08-01',
  name: '李建国',
  idNumber: '34052419800101001X',
  gender: 'male',
  ethnicity: '01',
  birthPlace: '340524',
  birthDate: '1980-01-01',
}
const selectAid = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF'
const ordinary = socialChip(print, { master, pin: '135790' })

let profile: ChipProfile
let state: ChipState
const useChip = (next: ChipProfile): void => {
  profile = next
  state = resetChip(freshMemory(profile))
}
const send = (command: string): string => {
  const step = runChip(profile, state, new Uint8Array(Buffer.from(command.replaceAll(' ', ''), 'hex')))
  state = step.state
  return Buffer.from(step.response).toString('hex').toUpperCase()
}

beforeEach(() => useChip(ordinary))

describe('the virtual chip', () => {
  it('announces the name of the application and gives it on GET RESPONSE', () => {
    expect(send(selectAid)).toBe('6118')
    expect(send('00C0000018')).toBe('6F16840F7378312E73682EC9E7BBE1B1A3D5CFA5038801109000')
    expect(send('00C0000018')).toBe('6985')
  })

  it('reads a record by number, by tag and by short file id', () => {
    send(selectAid)
    for (const p1 of ['00', '02']) expect(send(`00A4${p1}0002EF05`)).toBe('9000')
    expect(send('00B207040B')).toBe('07094131323334353637389000')
    expect(send('00B207000B')).toBe('07094131323334353637389000')
    send('00A40000023F00')
    send(selectAid)
    expect(send('00B2072C0B')).toBe('07094131323334353637389000')
  })

  it('tells the right length of a record (6Cxx) and then gives it', () => {
    send(selectAid)
    send('00A4020002EF06')
    expect(send('00B2010400')).toBe('6C14')
    expect(send('00B2010414')).toBe('08123334303532343139383030313031303031589000')
  })

  it.each([
    ['a file that is not there', '00A4020002EF99', '6A82'],
    ['a record that is not there', '00B2092C0B', '6A83'],
    ['a tag that is not there', '00B2772803', '6A83'],
    ['a way to address it does not know', '00B2072E0B', '6B00'],
    ['an instruction it does not know', '00FA000000', '6D00'],
    ['a class it does not know', 'A0A4000002EF05', '6E00'],
    ['data shorter than their length byte', '00A4040010AA', '6700'],
    ['no command at all', '00', '6700'],
    ['wrong parameters of VERIFY', '0020000103135790', '6A86'],
    ['a PIN reload without PSAM', '805E000003135790', '6982'],
    ['an unblock without PSAM', '842400000400000000', '6982'],
    ['an external authentication without challenge', '008200061000000000000000000000000000000000', '6985'],
  ])('answers %s', (_, command, word) => {
    send(selectAid)
    expect(send(command)).toBe(word)
  })

  it('keeps its files closed until the application is selected', () => {
    expect(send('00B2072C0B')).toBe('6985')
    expect(send('0020000003135790')).toBe('6985')
    expect(send('00A4020002EF05')).toBe('6A82')
  })

  it('counts wrong PINs down to the lock and forgives them at the right one', () => {
    send(selectAid)
    expect(send('0020000003111111')).toBe('63C5')
    expect(send('0020000003135790')).toBe('9000')
    for (const left of ['63C5', '63C4', '63C3', '63C2', '63C1', '6983', '6983'])
      expect(send('0020000003111111')).toBe(left)
    expect(send('0020000003135790')).toBe('6983')
  })

  it('remembers the tries without power, but neither selection nor PIN', () => {
    send(selectAid)
    send('0020000003111111')
    state = resetChip(state)
    expect(state).toMatchObject({ triesLeft: 5, pinVerified: false, inApplication: false })
  })

  it('says so when it holds no PIN', () => {
    useChip(socialChip(print, { master, pin: null }))
    send(selectAid)
    expect(send('0020000003135790')).toBe('6A88')
  })

  it('changes its PIN against the old one only', () => {
    send(selectAid)
    expect(send('805E010007 111111 FF 246802')).toBe('63C5')
    expect(send('805E010007 135790 FF 246802')).toBe('9000')
    expect(send('0020000003135790')).toBe('63C5')
    expect(send('0020000003246802')).toBe('9000')
  })

  it.each(['2.00', '3.00'] as const)('proves itself (version %s) as the agency computes it', (specVersion) => {
    useChip(socialChip({ ...print, specVersion }, { master, pin: '135790' }))
    const challenge = Buffer.from('00112233445566778899AABBCCDDEEFF', 'hex')
    const irk = diversifyCardKey(master, print.cardSn)
    const expected = computeCardProof(specVersion === '3.00' ? 'sm4' : 'des', irk, challenge)
    send(selectAid)
    expect(send(`0088000010${challenge.toString('hex')}`)).toBe('6108')
    expect(send('00C0000008')).toBe(`${expected.toString('hex').toUpperCase()}9000`)
  })

  it('gives a challenge', () => {
    send(selectAid)
    expect(send('0084000008')).toMatch(/^[0-9A-F]{16}9000$/)
    expect(send('0084000004')).toBe('6C08')
  })

  it('is blocked for good when its issuer blocked it', () => {
    useChip(socialChip(print, { master, pin: '135790', blocked: true }))
    expect(send(selectAid)).toBe('6283')
  })

  it('without the application knows neither its name nor its file', () => {
    useChip(foreignChip())
    expect(send(selectAid)).toBe('6A82')
    expect(send('00A4000002DDF1')).toBe('6A82')
  })

  it('can have the manners of other makers', () => {
    useChip(socialChip(print, { master, pin: '135790', manners: manners['le-00'] }))
    send(selectAid)
    expect(send('00B2072C0B')).toBe('6C0B')
    expect(send('00B2072C0B')).toBe('07094131323334353637389000')
    useChip(socialChip(print, { master, pin: '135790', manners: manners['sw-61xx'] }))
    send(selectAid)
    expect(send('00B2072C0B')).toBe('610B')
    expect(send('00C000000B')).toBe('07094131323334353637389000')
    useChip(socialChip(print, { master, pin: '135790', manners: manners['by-tag'] }))
    send(selectAid)
    expect(send('00A4020002EF05')).toBe('6A86')
    expect(send('00A4000002EF05')).toBe('9000')
    expect(send('00B207040B')).toBe('6A86')
    expect(send('00B207000B')).toBe('07094131323334353637389000')
  })

  it('answers any bytes with a status word', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (commands) => {
        useChip(ordinary)
        for (const command of [Buffer.from(selectAid, 'hex'), ...commands]) {
          const step = runChip(profile, state, new Uint8Array(command))
          expect(step.response.length).toBeGreaterThanOrEqual(2)
          state = step.state
        }
      }),
    )
  })
})
