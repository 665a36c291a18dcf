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
  'YB-JRN-006': {
    name: 'journalLost',
    what: 'This terminal had a journal, and its file is gone.',
    next: 'Look for the file first; only if it is lost for good, open a new epoch as docs/operate.md describes.',
    action: 'maintenance',
  },
  'YB-JRN-007': {
    name: 'journalTruncated',
    what: 'The newest records of the journal are gone.',
    next: 'Keep the folder, follow the section on a truncated journal in docs/operate.md.',
    action: 'maintenance',
  },
  'YB-JRN-008': {
    name: 'journalKeyMissing',
    what: 'The key that signs the journal is missing or is not the one this journal was signed with.',
    next: 'Put the key back from the backup; without it a new epoch is needed.',
    action: 'maintenance',
  },
  'YB-JRN-009': {
    name: 'journalOfOtherTerminal',
    what: 'The journal belongs to another terminal, or its algorithm is not the one in the settings.',
    next: 'Compare `terminal.id` and `journal.algorithm` in terminal.toml with what `npm run journal -- show` says.',
    action: 'configuration',
  },
})
