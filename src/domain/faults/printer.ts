import { entries } from './entry.ts'

/** YB-PRN: printer and paper. 0xx connection, 1xx paper and mechanics, 2xx outcome, 3xx document. */
export const printerFaults = entries({
  'YB-PRN-001': {
    name: 'printerUnreachable',
    what: 'The printer does not accept a connection.',
    next: 'Check its power and cable and the address in terminal.toml.',
    action: 'maintenance',
  },
  'YB-PRN-002': {
    name: 'printerSilent',
    what: 'The printer is connected but answers nothing.',
    next: 'Switch it off and on; if it stays silent, run `npm run doctor`.',
    action: 'reset',
  },
  'YB-PRN-101': {
    name: 'paperOut',
    what: 'The paper roll is empty.',
    next: 'Put in a new roll; a stopped document goes on from the buffer of the printer.',
    action: 'clear',
  },
  'YB-PRN-102': {
    name: 'coverOpen',
    what: 'The cover of the printer is open.',
    next: 'Close the cover until it clicks.',
    action: 'clear',
  },
  'YB-PRN-103': {
    name: 'cutterStuck',
    what: 'The cutter is stuck.',
    next: 'Remove the paper jam and switch the printer off and on.',
    action: 'maintenance',
  },
  'YB-PRN-104': {
    name: 'headTooHot',
    what: 'The print head is too hot and pauses.',
    next: 'Wait; it recovers by itself.',
    action: 'suspend',
  },
  'YB-PRN-105': {
    name: 'printerError',
    what: 'The printer reports an error that only service can clear.',
    next: 'Switch it off and on; if the error returns, call service.',
    action: 'maintenance',
  },
  'YB-PRN-201': {
    name: 'outcomeUnknown',
    what: 'It is not known whether the document was printed.',
    next: 'Look at the paper exit; the job is listed for the attendant and is not sent again by itself.',
    action: 'clear',
  },
  'YB-PRN-202': {
    name: 'linkLostInJob',
    what: 'The connection to the printer broke during a document.',
    next: 'Check the cable; look at the paper exit before printing again.',
    action: 'maintenance',
  },
  'YB-PRN-203': {
    name: 'printingGivenUp',
    what: 'The document was given up before it was complete.',
    next: 'Take the unfinished paper out and destroy it; print again when the printer is ready.',
    action: 'clear',
  },
  'YB-PRN-301': {
    name: 'glyphMissing',
    what: 'A name contains a character that no installed face can draw.',
    next: 'Install the fallback faces named by `npm run doctor`; the member gets the paper at the window meanwhile.',
    action: 'configuration',
  },
  'YB-PRN-302': {
    name: 'documentTooLong',
    what: 'The document is longer than the printer may print in one piece.',
    next: 'Print a shorter period.',
    action: 'clear',
  },
  'YB-PRN-303': {
    name: 'logoUnusable',
    what: 'The logo for the head of papers cannot be printed.',
    next: 'Give `printer.logo` a PNG file at most as wide as the paper (576 dots on 80 mm, 384 on 58 mm), at most 160 rows high and at most 1 MiB, or leave it empty.',
    action: 'configuration',
  },
})
