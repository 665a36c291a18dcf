import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { bcdDigits, packBcd, unpackBcd } from './bcd.ts'
import { decodeText } from './gb18030.ts'
import { encodeRecord, parseRecord } from './tlv.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

describe('BCD', () => {
  it('packs six PIN digits into three bytes and fills an odd count with F', () => {
    expect(packBcd('123456')).toEqual(hex('123456'))
    expect(packBcd('12345')).toEqual(hex('12345F'))
    expect(packBcd('2112', 4)).toEqual(hex('2112FFFF'))
  })
  it('gives back the digits without the filling, or null where a nibble is none', () => {
    expect(bcdDigits(hex('20190801'))).toBe('20190801')
    expect(bcdDigits(hex('12345F'))).toBe('12345')
    expect(bcdDigits(hex('12A4'))).toBeNull()
    expect(bcdDigits(hex('1F34'))).toBeNull()
    expect(unpackBcd(hex('d156000005a1'))).toBe('D156000005A1')
  })
  it('refuses to cut digits', () => {
    expect(() => packBcd('123456789', 4)).toThrow(RangeError)
    expect(() => packBcd('12x4')).toThrow(RangeError)
  })
})

describe('a record', () => {
  it('is tag, length, value; filling behind it is not looked at', () => {
    expect(parseRecord(hex('0A0131'))).toEqual({ tag: 0x0a, value: hex('31') })
    expect(parseRecord(hex('0A0131FFFFFF'))).toEqual({ tag: 0x0a, value: hex('31') })
  })
  it.each(['', '0A', '0A02', '0A0231'])('«%s» is shorter than it says', (record) => {
    expect(parseRecord(hex(record))).toBeNull()
  })
  it('survives encoding and parsing', () => {
    const value = fc.uint8Array({ maxLength: 253 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), value, (tag, bytes) => {
        expect(parseRecord(encodeRecord({ tag, value: bytes }))).toEqual({ tag, value: bytes })
      }),
    )
  })
})

describe('card text', () => {
  it('is GB 18030 with any of the fillings seen in the field', () => {
    expect(decodeText(hex('C0EEBDA8B9FA0000'))).toBe('李建国')
    expect(decodeText(hex('C0EEBDA8B9FA2020'))).toBe('李建国')
    expect(decodeText(hex('C0EEBDA8B9FAFFFF'))).toBe('李建国')
    expect(decodeText(hex('000000'))).toBe('')
  })
  it.each(['杨㛃䶮', '𠮷野', '阿依古丽·买买提', '㑇𬭎'])('reads %s as it was written', (name) => {
    expect(decodeText(new Uint8Array(iconv.encode(name, 'gb18030')))).toBe(name)
  })
  it.each([
    ['half a character', 'C0EEBD'],
    ['an impossible pair', 'C0EEFFBDA8'],
    ['a control character', 'C0EE0ABDA8'],
    ['a zero inside', 'C0EE00BDA8'],
  ])('with %s is refused', (_, bytes) => {
    expect(decodeText(hex(bytes))).toBeNull()
    expect(decodeText(hex('C0EEBDA8B9FA'))).toBe('李建国')
  })
})
