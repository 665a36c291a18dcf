/** Everything that can happen to the printer, with the verdict it must lead to. The table of docs/printing.md is made from it. */

import type { PrinterProfile } from '../../printers/profile.ts'
import type { PrinterFaultName } from '../../printers/virtual/faults.ts'

export interface PrinterScenario {
  /** In words, as it stands in the table. */
  readonly what: string
  readonly fault: PrinterFaultName
  /** Dot row of the paper; absent = before the job begins. */
  readonly atRow?: number
  readonly profile?: Partial<PrinterProfile>
  /** What the person does when the driver says that it stopped. */
  readonly person?: 'clear' | 'abandon' | 'power-cycle' | 'unplug'
  readonly verdict: 'printed' | 'probablyPrinted' | 'sent' | 'notStarted' | 'stopped' | 'unknown'
  readonly code?: string
  /** Whole papers of this job, and parts of it, in the member's hand when all is over. */
  readonly whole: number
  readonly parts: number
}

export const printerScenarios: readonly PrinterScenario[] = [
  {
    what: 'paper out before the job',
    fault: 'paper-out',
    verdict: 'notStarted',
    code: 'YB-PRN-101',
    whole: 0,
    parts: 0,
  },
  {
    what: 'paper ends at row 300, new roll',
    fault: 'paper-out',
    atRow: 300,
    person: 'clear',
    verdict: 'printed',
    whole: 1,
    parts: 1,
  },
  {
    what: 'paper ends at row 300, given up',
    fault: 'paper-out',
    atRow: 300,
    person: 'abandon',
    verdict: 'stopped',
    code: 'YB-PRN-101',
    whole: 0,
    parts: 1,
  },
  {
    what: 'paper ends at row 300, switched off',
    fault: 'paper-out',
    atRow: 300,
    person: 'power-cycle',
    verdict: 'unknown',
    code: 'YB-PRN-202',
    whole: 0,
    parts: 1,
  },
  { what: 'paper low', fault: 'paper-low', verdict: 'printed', whole: 1, parts: 0 },
  {
    what: 'cover open before the job',
    fault: 'cover-open',
    verdict: 'notStarted',
    code: 'YB-PRN-102',
    whole: 0,
    parts: 0,
  },
  {
    what: 'cover opened at row 300, closed again',
    fault: 'cover-open',
    atRow: 300,
    person: 'clear',
    verdict: 'printed',
    whole: 1,
    parts: 0,
  },
  {
    what: 'cover opened at row 300, given up',
    fault: 'cover-open',
    atRow: 300,
    person: 'abandon',
    verdict: 'stopped',
    code: 'YB-PRN-102',
    whole: 0,
    parts: 1,
  },
  {
    what: 'cutter jams at the cut, freed',
    fault: 'cutter',
    atRow: 0,
    person: 'clear',
    verdict: 'printed',
    whole: 1,
    parts: 0,
  },
  { what: 'head too hot at row 300', fault: 'overheat', atRow: 300, verdict: 'printed', whole: 1, parts: 0 },
  {
    what: 'cable out before the job',
    fault: 'link-cut',
    verdict: 'notStarted',
    code: 'YB-PRN-001',
    whole: 0,
    parts: 0,
  },
  {
    what: 'cable out at row 300',
    fault: 'link-cut',
    atRow: 300,
    verdict: 'unknown',
    code: 'YB-PRN-202',
    whole: 1,
    parts: 0,
  },
  { what: 'silent before the job', fault: 'silence', verdict: 'notStarted', code: 'YB-PRN-002', whole: 0, parts: 0 },
  {
    what: 'silent from row 300, alive again later',
    fault: 'silence',
    atRow: 300,
    verdict: 'unknown',
    code: 'YB-PRN-201',
    whole: 1,
    parts: 0,
  },
  {
    what: 'switched off and on before the job',
    fault: 'power-cycle',
    verdict: 'printed',
    whole: 1,
    parts: 0,
  },
  {
    what: 'switched off and on at row 300',
    fault: 'power-cycle',
    atRow: 300,
    verdict: 'unknown',
    code: 'YB-PRN-202',
    whole: 0,
    parts: 1,
  },
  {
    what: 'answers no process ids though its profile says so',
    fault: 'no-process-id',
    verdict: 'unknown',
    code: 'YB-PRN-201',
    whole: 1,
    parts: 0,
  },
  {
    what: 'tier B (no process ids)',
    fault: 'no-process-id',
    profile: { tier: 'B' },
    verdict: 'probablyPrinted',
    whole: 1,
    parts: 0,
  },
  {
    what: 'tier B, paper ends at row 300, new roll',
    fault: 'paper-out',
    atRow: 300,
    person: 'clear',
    profile: { tier: 'B' },
    verdict: 'probablyPrinted',
    whole: 1,
    parts: 1,
  },
  {
    what: 'tier C (no way back)',
    fault: 'no-process-id',
    profile: { tier: 'C', automaticStatus: false, realTimeClear: false },
    verdict: 'sent',
    whole: 1,
    parts: 0,
  },
  {
    what: 'tells nothing by itself, paper ends at row 300, new roll',
    fault: 'paper-out',
    atRow: 300,
    person: 'clear',
    profile: { automaticStatus: false },
    verdict: 'printed',
    whole: 1,
    parts: 1,
  },
  {
    what: 'sends stray status bytes all the time',
    fault: 'stray-bytes',
    verdict: 'printed',
    whole: 1,
    parts: 0,
  },
  {
    what: 'lies: gives ids back as soon as it has read them',
    fault: 'lying-ids',
    verdict: 'probablyPrinted',
    whole: 1,
    parts: 0,
  },
  {
    what: 'lies: gives all ids back at once',
    fault: 'instant-ids',
    verdict: 'probablyPrinted',
    whole: 1,
    parts: 0,
  },
  { what: 'gives every id back twice', fault: 'repeated-ids', verdict: 'printed', whole: 1, parts: 0 },
  {
    what: 'gives back ids nobody has sent, beside its own',
    fault: 'foreign-ids',
    verdict: 'printed',
    whole: 1,
    parts: 0,
  },
  {
    what: 'gives ids back in another order',
    fault: 'disordered-ids',
    verdict: 'unknown',
    code: 'YB-PRN-201',
    whole: 1,
    parts: 0,
  },
]
