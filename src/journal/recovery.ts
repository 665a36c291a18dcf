/** What happens at start to acts that were begun and whose end is not known. The table stands in docs/operate.md. */

import type { Log } from '../domain/log.ts'
import { atStart } from './kinds.ts'
import type { Ledger } from './ledger.ts'

/**
 * An intent nobody can be asked about becomes `unknown`, durably, before anything else happens, and is never acted on
 * again by itself. One whose device knows (a validator reports where the note is when it powers up) stays as it is for
 * the driver, which closes it or calls it unknown.
 */
export const recoverIntents = (ledger: Ledger, log: Log): void => {
  for (const intent of ledger.openIntents()) {
    if (intent.step === 'unknown' || atStart[intent.intent] !== 'unknown') continue
    ledger.add(intent.txnId, 'printUnknown', { lastStep: intent.step })
    log('journal.intentUnknown', { intent: intent.intent, lastStep: intent.step })
  }
}
