/** A file that is a wire (USB class device, serial port): opened once, read and written until it fails. */
import { close, constants, open, read, write } from 'node:fs'
import type { FaceEvents, FaceLine } from './face.ts'

export interface LineFileOptions {
  readonly path: string
  /** Prepares the descriptor, e.g. sets the speed of a port. Throws when it cannot. */
  readonly prepare?: () => void
  /** A device without a way back: its reads fail, and that says nothing of its health. */
  readonly writeOnly?: boolean
}

/** Bytes handed to the kernel at once; the USB class driver takes what its buffer holds and blocks for the rest. */
const writeChunk = 8192

export const openLineFile = (options: LineFileOptions, events: FaceEvents): FaceLine => {
  const queue: Uint8Array[] = []
  let file: number | undefined
  let over = false
  let writing = false

  const end = (reason: string): void => {
    if (over) return
    over = true
    if (file !== undefined) close(file, () => {})
    events.closed(reason)
  }
  const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? 'error'

  const pump = (): void => {
    const next = queue[0]
    if (over || writing || file === undefined || next === undefined) return
    writing = true
    write(file, next, 0, Math.min(next.length, writeChunk), null, (error, written) => {
      writing = false
      if (over) return
      if (error !== null) {
        end(codeOf(error))
        return
      }
      if (written < next.length) queue[0] = next.subarray(written)
      else queue.shift()
      if (queue.length === 0) events.drained()
      else pump()
    })
  }

  const listen = (): void => {
    if (over || file === undefined) return
    const bytes = new Uint8Array(256)
    read(file, bytes, 0, bytes.length, null, (error, count) => {
      if (over) return
      if (error !== null && error.code !== 'EAGAIN') {
        end(codeOf(error))
        return
      }
      if (count > 0) events.received(bytes.subarray(0, count))
      // The class driver answers an empty read at once when the printer has nothing to say.
      if (count > 0) listen()
      else setTimeout(listen, 20)
    })
  }

  open(
    options.path,
    (options.writeOnly === true ? constants.O_WRONLY : constants.O_RDWR) | constants.O_NOCTTY,
    (error, opened) => {
      if (over) {
        if (error === null) close(opened, () => {})
        return
      }
      if (error !== null) {
        end(codeOf(error))
        return
      }
      file = opened
      try {
        options.prepare?.()
      } catch (problem) {
        end(problem instanceof Error ? problem.message : 'prepare')
        return
      }
      events.opened()
      if (options.writeOnly !== true) listen()
      pump()
    },
  )

  return {
    write: (bytes) => {
      queue.push(bytes)
      pump()
      return false
    },
    close: () => {
      over = true
      if (file !== undefined) close(file, () => {})
    },
  }
}
