/** The raw port of network printers (9100). */
import { connect } from 'node:net'
import type { PrinterFace } from './face.ts'

export const tcpFace = (options: { readonly host: string; readonly port: number }): PrinterFace => ({
  name: `tcp ${options.host}:${options.port}`,
  open: (events) => {
    const socket = connect({ host: options.host, port: options.port, noDelay: true })
    let over = false
    const end = (reason: string): void => {
      if (over) return
      over = true
      socket.destroy()
      events.closed(reason)
    }
    socket.on('connect', () => {
      if (!over) events.opened()
    })
    socket.on('data', (bytes: Uint8Array) => {
      if (!over) events.received(bytes)
    })
    socket.on('drain', () => {
      if (!over) events.drained()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
    // A printer that half-closes its side will not answer any more.
    socket.on('end', () => end('ended'))
    socket.on('close', () => end('closed'))
    return {
      write: (bytes) => socket.write(bytes),
      close: () => {
        over = true
        socket.destroy()
      },
    }
  },
})
