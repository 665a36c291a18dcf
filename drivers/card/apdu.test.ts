import { describe, expect, it } from 'vitest'
import { fault, ok, type Result } from '../../src/domain/result.ts'
import { beginExchange, type Command, continueExchange, encodeCommand, exchange, parseAnswer } from './apdu.ts'
import type { CardChannel } from './link.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const read: Command = { cla: 0, ins: 0xb2, p1: 1, p2: 4, le: 18 }

/** A channel that plays a script: what must be sent, what comes back. */
const scripted = (script: readonly (readonly [string, string | 'error' | 'pulled'])[]) => {
  const left = [...script]
  const channel: CardChannel = {
    async transmit(command): Promise<Result<Uint8Array>> {
      const next = left.shift()
      expect(Buffer.from(command).toString('hex').toUpperCase()).toBe(next?.[0].replaceAll(' ', ''))
      if (next?.[1] === 'error') return fault('YB-CRD-103')
      if (next?.[1] === 'pulled') return fault('YB-CRD-102')
      return ok(hex(next?.[1] ?? ''))
    },
    reset: async () => ok(undefined),
    disconnect: async () => {},
  }
  return { channel, left }
}

describe('an APDU', () => {
  it('is encoded with its data or its Le, never both over T=0', () => {
    expect(encodeCommand(read)).toEqual(hex('00B2010412'))
    expect(encodeCommand({ ...read, le: 256 })).toEqual(hex('00B2010400'))
    expect(encodeCommand({ cla: 0, ins: 0x20, p1: 0, p2: 0, data: hex('123456') })).toEqual(hex('0020000003123456'))
    expect(encodeCommand({ cla: 0, ins: 0x88, p1: 0, p2: 0, data: hex('01'), le: 8 })).toEqual(hex('008800000101'))
    expect(() => encodeCommand({ ...read, le: 0 })).toThrow(RangeError)
  })
  it('without a status word is no answer', () => {
    expect(parseAnswer(hex('90'))).toBeNull()
    expect(parseAnswer(hex('AA9000'))).toEqual({ data: hex('AA'), sw: 0x9000 })
  })
})

describe('an exchange', () => {
  it('fetches what waits (61xx), in as many parts as the card makes', async () => {
    const { channel, left } = scripted([
      ['00B2010412', '6102'],
      ['00C0000002', 'AABB 6101'],
      ['00C0000001', 'CC 9000'],
    ])
    expect(await exchange(channel, read, { retry: 0 })).toEqual(ok({ data: hex('AABBCC'), sw: 0x9000 }))
    expect(left).toEqual([])
  })
  it('repeats with the right Le (6Cxx), 6C00 meaning 256', async () => {
    const { channel } = scripted([
      ['00B2010412', '6C14'],
      ['00B2010414', 'AA 9000'],
    ])
    expect(await exchange(channel, read, { retry: 0 })).toEqual(ok({ data: hex('AA'), sw: 0x9000 }))
    const step = continueExchange(beginExchange(read), { data: hex(''), sw: 0x6c00 })
    expect(step).toMatchObject({ send: { le: 256 } })
  })
  it('repeats what was lost in transmission as often as allowed, and no more', async () => {
    const twice = scripted([
      ['00B2010412', 'error'],
      ['00B2010412', 'error'],
      ['00B2010412', '9000'],
    ])
    expect(await exchange(twice.channel, read, { retry: 2 })).toEqual(ok({ data: hex(''), sw: 0x9000 }))
    const never = scripted([['00B2010412', 'error']])
    expect(await exchange(never.channel, read, { retry: 0 })).toEqual(fault('YB-CRD-103'))
  })
  it('ends at once when the card was pulled', async () => {
    const { channel } = scripted([['00B2010412', 'pulled']])
    expect(await exchange(channel, read, { retry: 5 })).toEqual(fault('YB-CRD-102'))
  })
  it('ends when a card says 61 or 6C for ever', async () => {
    for (const word of ['6110', '6C12']) {
      const channel: CardChannel = {
        transmit: async () => ok(hex(word)),
        reset: async () => ok(undefined),
        disconnect: async () => {},
      }
      expect(await exchange(channel, read, { retry: 0 })).toMatchObject({ error: { code: 'YB-CRD-202' } })
    }
  })
})
