import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyReplyParser, parseReplies, type Reply } from './replies.ts'

const parse = (bytes: readonly number[]) => parseReplies(emptyReplyParser, Uint8Array.from(bytes)).replies

describe('what a printer sends', () => {
  it('is told apart: status, automatic status, paper, process id, cleared', () => {
    expect(
      parse([0x12, 0x18, 0x00, 0x00, 0x0f, 0x0c, 0x37, 0x22, 0x41, 0x21, 0x21, 0x22, 0x00, 0x37, 0x25, 0x00]),
    ).toEqual([
      { reply: 'realTime', value: 0x12 },
      { reply: 'automatic', bytes: [0x18, 0x00, 0x00, 0x0f] },
      { reply: 'paper', value: 0x0c },
      { reply: 'processId', id: 'A!!"' },
      { reply: 'cleared' },
    ])
  })

  it('is heard the same however it is cut into pieces', () => {
    const stream = [0x12, 0x10, 0, 0x0c, 0x0f, 0x37, 0x22, 0x43, 0x7e, 0x12, 0x30, 0, 0x00, 0x16]
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 14 }), (cuts) => {
        let parser = emptyReplyParser
        const replies: Reply[] = []
        for (let at = 0, index = 0; at < stream.length; at += cuts[index++]!) {
          const parsed = parseReplies(parser, Uint8Array.from(stream.slice(at, at + cuts[index]!)))
          parser = parsed.parser
          replies.push(...parsed.replies)
        }
        expect(replies).toEqual(parse(stream))
      }),
    )
  })

  it('never makes it lose its place for longer than one block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        const { parser } = parseReplies(emptyReplyParser, noise)
        // Sixteen times an answer that begins no block: whatever was half heard is over by then.
        const after = parseReplies(parser, new Uint8Array(17).fill(0x9f))
        expect(after.parser.partial.length).toBeLessThan(16)
        const { replies } = parseReplies(after.parser, Uint8Array.of(0x12))
        if (after.parser.partial.length === 0) expect(replies).toEqual([{ reply: 'realTime', value: 0x12 }])
      }),
    )
  })
})
