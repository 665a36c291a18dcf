import { entries } from './entry.ts'

/** YB-JRN: the journal of the terminal. */
export const journalFaults = entries({
  'YB-JRN-001': {
    name: 'journalInUse',
    what: 'Another process has the journal open.',
    next: 'Stop the other terminal process; one terminal has one journal.',
    action: 'configuration',
  },
  'YB-JRN-002': {
    name: 'journalCorrupt',
    what: 'The journal is damaged.',
    next: 'Keep the file, follow the section on a damaged journal in docs/operate.md.',
    action: 'maintenance',
  },
  'YB-JRN-003': {
    name: 'diskFull',
    what: 'The journal cannot be written because the disk is full.',
    next: 'Free disk space; the terminal takes no money and prints nothing until it can write.',
    action: 'maintenance',
  },
  'YB-JRN-004': {
    name: 'journalUnwritable',
    what: 'The journal cannot be written.',
    next: 'Check the rights and the disk of the data folder.',
    action: 'maintenance',
  },
  'YB-JRN-005': {
    name: 'journalTooNew',
    what: 'The journal was written by a newer version of the software.',
    next: 'Install that version again; a journal is never converted back.',
    action: 'configuration',
  },
})
