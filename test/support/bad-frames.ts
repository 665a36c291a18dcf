/** The frames of the hazard list, by name. Valid apart from the one thing that is wrong. */
import type { WebSocket } from 'ws'
import { hugeHeader, underlying } from './raw-line.ts'

export const frameLimit = 1_048_576

/** A call of exactly so many bytes. */
export const callOfSize = (bytes: number): string => {
  const empty = JSON.stringify([2, 'big-1', 'NoSuchAction', { text: '' }])
  return JSON.stringify([2, 'big-1', 'NoSuchAction', { text: 'x'.repeat(bytes - empty.length) }])
}

const nested = (depth: number): string => `[2,"deep-1","Heartbeat",{"x":${'['.repeat(depth)}${']'.repeat(depth)}}]`

export interface BadFrameCase {
  readonly name: string
  readonly send: (socket: WebSocket, masked: boolean) => void
  /** closed: by the WebSocket layer, at once. refused: an error frame, and the connection lives on. */
  readonly outcome: 'closed' | 'refused'
  readonly closeCode?: number
}

const text = (name: string, frame: string): BadFrameCase => ({
  name,
  send: (socket) => socket.send(frame),
  outcome: 'refused',
})

export const badFrames: readonly BadFrameCase[] = [
  {
    name: 'one byte over the limit',
    send: (s) => s.send(callOfSize(frameLimit + 1)),
    outcome: 'closed',
    closeCode: 1009,
  },
  {
    name: 'a header that promises 100 MiB',
    send: (s, masked) => underlying(s).write(hugeHeader(104_857_600, masked)),
    outcome: 'closed',
    closeCode: 1009,
  },
  {
    name: 'a hundred thousand fragments',
    send: (s) => {
      for (let n = 0; n < 100_000; n++) s.send(n === 0 ? '[' : ' ', { fin: n === 99_999 })
    },
    outcome: 'closed',
    closeCode: 1008,
  },
  {
    name: 'invalid UTF-8',
    send: (s) =>
      s.send(Buffer.concat([Buffer.from('[2,"u","'), Buffer.from([0xc3, 0x28]), Buffer.from('",{}]')]), {
        binary: false,
      }),
    outcome: 'closed',
    closeCode: 1007,
  },
  {
    name: 'a binary message',
    send: (s) => s.send(Buffer.from('[2,"b","Heartbeat",{}]'), { binary: true }),
    outcome: 'refused',
  },
  text('depth 33', nested(31)),
  text('depth 100,000', nested(100_000)),
  text('a __proto__ key', '[2,"p","Heartbeat",{"__proto__":{"admin":true}}]'),
  text('a __proto__ key in escapes', '[2,"p","Heartbeat",{"\\u005f_proto__":1}]'),
  text('a duplicate key', '[2,"d","Heartbeat",{"at":1,"at":2}]'),
  text('a duplicate key in escapes', '[2,"d","Heartbeat",{"at":1,"\\u0061t":2}]'),
  text('an integer over 2^53', '[2,"n","Heartbeat",{"at":9007199254740993}]'),
  text('a number without end', '[2,"n","Heartbeat",{"at":1e999}]'),
  text('a lone surrogate', '[2,"s","Heartbeat",{"x":"\\ud800"}]'),
  text('a byte-order mark', '\ufeff[2,"m","Heartbeat",{}]'),
  text('half a frame', '[2,"h","Heart'),
  text('no JSON', 'GET / HTTP/1.1'),
  text('an empty message', ''),
  text('no array', '{"action":"Heartbeat"}'),
  text('an empty array', '[]'),
  text('an unknown message type', '[9,"t","Heartbeat",{}]'),
  text('an id that is no text', '[2,7,"Heartbeat",{}]'),
  text('an id of 37 characters', `[2,"${'i'.repeat(37)}","Heartbeat",{}]`),
  text('a payload that is no object', '[2,"l","Heartbeat",[]]'),
  text('a part too many', '[2,"m","Heartbeat",{},{}]'),
]
