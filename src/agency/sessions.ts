/** Which connection speaks for a terminal: the newest accepted one. The one before is fenced, then closed. */
import { closeCodes } from '../wire/messages.ts'
import { type Peer, peerKey } from './peer.ts'

export interface Sessions {
  current(terminal: string): Peer | undefined
  /** @param over called with the key of a session that has ended by this */
  take(peer: Peer): void
  /** Ends every session, each with its own wait: the agency itself has become another one. */
  endAll(waitMs: () => number): void
  /** The connection is gone. */
  left(peer: Peer): void
  readonly size: number
}

export const createSessions = (onOver: (key: string) => void): Sessions => {
  const byTerminal = new Map<string, Peer>()
  return {
    get size() {
      return byTerminal.size
    },
    current: (terminal) => byTerminal.get(terminal),
    take(peer) {
      const before = byTerminal.get(peer.terminal)
      byTerminal.set(peer.terminal, peer)
      if (before === undefined || before === peer) return
      before.fenced = true
      onOver(peerKey(before))
      before.close(closeCodes.replaced, '')
    },
    endAll(waitMs) {
      for (const peer of byTerminal.values()) {
        peer.fenced = true
        onOver(peerKey(peer))
        peer.close(closeCodes.comeBack, String(waitMs()))
      }
      byTerminal.clear()
    },
    left(peer) {
      if (peer.session !== null && !peer.fenced) onOver(peerKey(peer))
      if (byTerminal.get(peer.terminal) === peer) byTerminal.delete(peer.terminal)
    },
  }
}
