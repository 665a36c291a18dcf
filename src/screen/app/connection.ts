import type { ScreenMessage, Tap, View } from '../../wire/view.ts'
import { readPage, scriptsOf } from './page.ts'

const firstWait = 200
const longestWait = 2000

export interface Connection {
  /** Lost when the line to the service is down: a tap kept for later would meet another screen. */
  send(tap: Tap): void
}

export interface Listener {
  view(view: View): void
  /** The service is gone, and with it every right to show what it had sent. */
  lost(): void
}

const socketAddress = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/screen`

/**
 * The line to the service of this terminal. It comes back by itself; each time with a token read anew from the start
 * page, because a restarted service has another one.
 */
export const connect = (firstToken: string, listener: Listener): Connection => {
  let socket: WebSocket | undefined
  let wait = firstWait

  const open = (token: string) => {
    const candidate = new WebSocket(socketAddress(), ['yibao-screen.1', token])
    candidate.addEventListener('open', () => {
      socket = candidate
      wait = firstWait
    })
    candidate.addEventListener('message', (event) => {
      const message = JSON.parse(event.data as string) as ScreenMessage
      // An answer needs no reaction: what a refused tap should have met is on its way as a view, or already drawn.
      if ('view' in message) listener.view(message.view)
    })
    candidate.addEventListener('close', () => {
      socket = undefined
      listener.lost()
      retry()
    })
  }

  const retry = () => {
    setTimeout(() => {
      freshToken().then(open, retry)
    }, wait)
    wait = Math.min(wait * 2, longestWait)
  }

  const freshToken = async (): Promise<string> => {
    const answer = await fetch('/', { cache: 'no-store' })
    if (!answer.ok) throw new Error(`start page answers ${answer.status}`)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (scriptsOf(page) !== scriptsOf(document)) location.reload()
    return readPage(page).token
  }

  open(firstToken)
  return {
    send: (tap) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ tap }))
    },
  }
}
