import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callFrame, errorFrame, faultOfError, readFrame, resultFrame, rpcCodes } from './frame.ts'
import { readJson } from './json.ts'

const limits = { maxBytes: 1_048_576, maxDepth: 32 }
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const read = (text: string) => readFrame(bytes(text), false, limits)

describe('frames', () => {
  test('what is written is read back', () => {
    expect(read(callFrame('1', 'Boot', { at: 5 }))).toEqual({
      ok: true,
      frame: { type: 'call', id: '1', action: 'Boot', payload: { at: 5 } },
    })
    expect(read(resultFrame('1', {}))).toEqual({ ok: true, frame: { type: 'result', id: '1', payload: {} } })
    const refusal = read(errorFrame('1', 'SecurityError', { code: 'YB-AGY-102', detail: { tries: 2 } }))
    expect(refusal).toMatchObject({ ok: true, frame: { type: 'error', rpcCode: 'SecurityError' } })
    if (!refusal.ok || refusal.frame.type !== 'error') throw new Error('not an error frame')
    expect(faultOfError(refusal.frame)).toEqual({ code: 'YB-AGY-102', detail: { tries: 2 } })
  })

  test('an error frame of a stranger becomes a fault of ours', () => {
    const frame = { type: 'error', id: '1', rpcCode: 'GenericError', description: '', details: { code: 'X' } } as const
    expect(faultOfError(frame)).toEqual({ code: 'YB-AGY-004', detail: { rpcCode: 'GenericError' } })
  })

  test('only what may have been a call is answered, so that answers do not answer one another', () => {
    const answerId = (text: string) => {
      const outcome = read(text)
      return outcome.ok ? 'read' : outcome.bad.answerId
    }
    expect(answerId('[2,"a",5,{}]')).toBe('a')
    expect(answerId('[2,5,"Boot",{}]')).toBe('-1')
    expect(answerId('[3,"a",[]]')).toBeNull()
    expect(answerId('[3,5,{}]')).toBeNull()
    expect(answerId('[4,"a"]')).toBeNull()
    expect(answerId('[8,"a"]')).toBe('a')
  })

  test('the error codes are those of OCPP-J', () => {
    expect(rpcCodes).toContain('PropertyConstraintViolation')
    expect(new Set(rpcCodes).size).toBe(12)
  })

  test('no bytes whatever make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, binary) => {
        readFrame(noise, binary, limits)
      }),
      { numRuns: 5000 },
    )
    fc.assert(
      fc.property(fc.json(), (json) => {
        readFrame(bytes(`[2,"a","Boot",${json}]`), false, limits)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('JSON from outside', () => {
  test('honest values come through as they were', () => {
    const value = fc.jsonValue({ maxDepth: 5 })
    fc.assert(
      fc.property(value, (honest) => {
        const text = JSON.stringify(honest)
        if (text.includes('__proto__') || /\\ud[89a-f]/i.test(text)) return
        const outcome = readJson(bytes(text), limits)
        if (!outcome.ok) expect(outcome.refusal).toBe('numberTooLarge')
        else expect(outcome.value).toEqual(JSON.parse(text))
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['a brace in a text is no depth', `["${'{'.repeat(100)}"]`, undefined],
    ['a colon in a text is no key', '{"a:b":"c:d"}', undefined],
    ['a quote behind a backslash ends no text', '{"a\\"{":1}', undefined],
    ['depth at the limit', '['.repeat(32) + ']'.repeat(32), undefined],
    ['depth over the limit', '['.repeat(33) + ']'.repeat(33), 'tooDeep'],
    ['the largest exact integer', '9007199254740991', undefined],
    ['one more', '9007199254740992', 'numberTooLarge'],
    ['the same below zero', '-9007199254740992', 'numberTooLarge'],
    ['a duplicate key deep inside', '[{"a":{"b":1,"b":1}}]', 'duplicateKey'],
    ['the same key in two objects', '[{"a":1},{"a":1}]', undefined],
    ['__proto__', '{"__proto__":null}', 'forbiddenKey'],
    ['a text cut short', '"abc', 'notJson'],
    ['a comma too many', '[1,]', 'notJson'],
    ['a paired surrogate', '"\\ud842\\udfb7"', undefined],
    ['half a pair', '"\\ud842"', 'loneSurrogate'],
    ['half a pair as a key', '{"\\udfb7":1}', 'loneSurrogate'],
  ])('%s', (_name, text, refusal) => {
    const outcome = readJson(bytes(text), limits)
    expect(outcome.ok ? undefined : outcome.refusal).toBe(refusal)
  })

  test('size is judged before anything is read', () => {
    expect(readJson(new Uint8Array(101), { maxBytes: 100, maxDepth: 32 })).toEqual({ ok: false, refusal: 'tooLarge' })
  })
})
