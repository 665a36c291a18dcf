/**
 * What the terminal of a drill does with the real journal: takes notes and prints a receipt, and after a restart asks the
 * acceptor about a note whose end it does not know. It stands for the cash flow until there is one, in its order: intent,
 * act, outcome.
 */
import type { Clock, Ids } from '../../src/domain/clock.ts'
import type { Journal } from '../../src/journal/port.ts'
import type { Step } from './schedule.ts'
import type { World } from './world.ts'

export interface WorkloadParts {
  readonly journal: Journal
  readonly world: World
  readonly clock: Clock
  readonly ids: Ids
  /** Marks a step; a fault that is due there happens inside. */
  readonly reach: (step: Step) => void
  /** Between the notes of a payment; simulated time takes its time. */
  readonly paceMs?: number
}

const pause = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => void clock.setTimeout(resolve, ms))

export const settleNotes = async ({ journal, world }: WorkloadParts): Promise<void> => {
  for (const { txnId, intent, body } of journal.openIntents()) {
    if (intent !== 'note') continue
    const noteFen = Number(body.noteFen)
    const before = Number(body.capturedFen)
    if ((await world.place()) === 'stacked') {
      journal.add(txnId, 'noteStacked', { noteFen, capturedFen: before + noteFen })
    } else {
      await world.giveBack()
      journal.add(txnId, 'noteReturned', { noteFen, capturedFen: before })
    }
  }
}

const takeNote = async (
  { journal, world, reach }: WorkloadParts,
  payment: string,
  txnId: string | undefined,
  noteFen: number,
  capturedFen: number,
): Promise<string> => {
  await world.insert(payment, noteFen)
  reach('beforeJournal')
  const intent = { noteFen, capturedFen }
  const written =
    txnId === undefined ? journal.begin('noteStacking', intent) : journal.add(txnId, 'noteStacking', intent)
  reach('afterJournal')
  await world.stack()
  reach('afterStack')
  journal.add(written.txnId, 'noteStacked', { noteFen, capturedFen: capturedFen + noteFen })
  return written.txnId
}

const printReceipt = async ({ journal, world, ids, reach }: WorkloadParts): Promise<void> => {
  const jobId = ids.uuid()
  reach('beforePrint')
  journal.prints.sending({ jobId, document: 'receipt', rows: 900 })
  await world.print(jobId, 'begin')
  reach('duringPrint')
  await world.print(jobId, 'end')
  reach('afterPrint')
  journal.prints.settled({ jobId, outcome: 'printed' })
}

export const pay = async (parts: WorkloadParts, payment: string, notes: readonly number[]): Promise<void> => {
  let txnId: string | undefined
  let capturedFen = 0
  for (const noteFen of notes) {
    txnId = await takeNote(parts, payment, txnId, noteFen, capturedFen)
    capturedFen += noteFen
    await pause(parts.clock, parts.paceMs ?? 300)
  }
  await printReceipt(parts)
  await pause(parts.clock, parts.paceMs ?? 500)
}
