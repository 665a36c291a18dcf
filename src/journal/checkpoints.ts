/** Signed statements of where the journal stood, so that a start checks what is new and not everything there is. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import { lanes } from '../wire/record.ts'
import type { Checkpoint } from './inspect.ts'
import { type HeadKey, signText } from './keys.ts'
import type { Ledger } from './ledger.ts'

/** Records between two checkpoints: about a tenth of a second of a start. */
export const checkpointEvery = 5000

export const signCheckpoint = (
  key: HeadKey,
  checkpoint: Checkpoint,
): { readonly text: string; readonly signature: string } => {
  const text = JSON.stringify(checkpoint)
  return { text, signature: signText(key.algorithm, text, key.privateKey) }
}

export interface CheckpointParts {
  readonly database: Database
  readonly ledger: Ledger
  readonly key: HeadKey
  readonly terminal: string
  readonly clock: Clock
}

/**
 * States the head as it stands. Of those after the first record only the newest is kept; the one that stands for pruned
 * records stays.
 */
export const writeCheckpoint = ({ database, ledger, key, terminal, clock }: CheckpointParts): void => {
  const { epoch, seq, hash } = ledger.head()
  const [money = 0, certificate = 0, audit = 0] = lanes.map((lane) => ledger.laneSeq(lane))
  const { text, signature } = signCheckpoint(key, {
    format: 'yibao-checkpoint-1',
    terminal,
    epoch,
    seq,
    head: hash,
    laneSeqs: { money, certificate, audit },
    open: ledger.openIntents().map(({ txnId, step }) => [txnId, step]),
    at: clock.now(),
  })
  ledger.guarded(
    database.transaction(() => {
      database.prepare('DELETE FROM checkpoint WHERE seq >= (SELECT min(seq) FROM record)').run()
      database.prepare('INSERT INTO checkpoint (seq, text, signature) VALUES (?, ?, ?)').run(seq, text, signature)
    }),
  )
}
