/** Playing a job to its end in simulated time. */
import type { PrintHandle, PrintOutcome } from '../../printers/port.ts'
import type { PrinterSimulation } from './printer-simulation.ts'

/** Plays time until the job has its verdict. Promises settle between turns of the real loop, so these are taken in between. */
export const playToEnd = async (
  simulation: PrinterSimulation,
  handle: PrintHandle,
  ms = 180_000,
): Promise<PrintOutcome> => {
  let outcome: PrintOutcome | undefined
  void handle.outcome.then((settled) => {
    outcome = settled
  })
  const end = simulation.clock.monotonic() + ms
  for (;;) {
    await Promise.resolve()
    if (outcome !== undefined) return outcome
    if (simulation.clock.monotonic() > end) throw new Error(`no verdict after ${ms} ms of played time`)
    simulation.pass()
  }
}
