import { entries } from './entry.ts'

/** YB-CRD: card reader, card, PIN. 0xx reader, 1xx card medium, 2xx card data, 3xx PIN, 4xx admission. */
export const cardFaults = entries({
  'YB-CRD-001': {
    name: 'readerMissing',
    what: 'The card reader named in the settings is not there.',
    next: 'Check its cable and power; compare `card.reader` in terminal.toml with what `npm run doctor` lists.',
    action: 'maintenance',
  },
  'YB-CRD-002': {
    name: 'pcscUnavailable',
    what: 'The PC/SC service does not answer.',
    next: 'The terminal keeps trying by itself; if it lasts, restart pcscd.',
    action: 'reset',
  },
  'YB-CRD-003': {
    name: 'pcscBindingMissing',
    what: 'The PC/SC binding of this machine could not be loaded.',
    next: 'Install libpcsclite-dev and run the set-up again.',
    action: 'configuration',
  },
  'YB-CRD-101': {
    name: 'cardMute',
    what: 'A card is in the slot but does not answer; most often it is the wrong way round.',
    next: 'Turn the card so that the chip enters first, facing up.',
    action: 'clear',
  },
  'YB-CRD-102': {
    name: 'cardPulled',
    what: 'The card left the slot while it was being read.',
    next: 'Put the card in again and leave it until the screen asks to take it.',
    action: 'clear',
  },
  'YB-CRD-103': {
    name: 'cardTransmission',
    what: 'The exchange with the card failed repeatedly.',
    next: 'Clean the chip and try again; if other cards work, the card is worn.',
    action: 'clear',
  },
  'YB-CRD-201': {
    name: 'foreignCard',
    what: 'The card has no social-security application.',
    next: 'Use a social security card; bank cards and transport cards do not open services.',
    action: 'clear',
  },
  'YB-CRD-202': {
    name: 'cardDataMalformed',
    what: 'A record of the card does not have the form the standard fixes.',
    next: 'The holder has the card checked or replaced at the window.',
    action: 'clear',
  },
  'YB-CRD-203': {
    name: 'idNumberInvalid',
    what: 'The ID number on the card fails its check digit or holds an impossible date.',
    next: 'The holder has the card data corrected at the window.',
    action: 'clear',
  },
  'YB-CRD-204': {
    name: 'cardFileMissing',
    what: 'The card lacks a file or record that every social security card must have.',
    next: 'The holder has the card checked or replaced at the window.',
    action: 'clear',
  },
  'YB-CRD-205': {
    name: 'cardBlocked',
    what: 'The card or its social-security application has been blocked by the issuer.',
    next: 'The holder has the card checked or replaced at the window; the terminal cannot unblock it.',
    action: 'clear',
  },
  'YB-CRD-301': {
    name: 'pinWrong',
    what: 'The PIN was not accepted; tries are left.',
    next: 'Enter the six-digit PIN of the social-security application, not the bank PIN.',
    action: 'clear',
  },
  'YB-CRD-302': {
    name: 'pinLocked',
    what: 'The PIN of the card is locked.',
    next: 'The holder unlocks it at the window with the ID document.',
    action: 'clear',
  },
  'YB-CRD-303': {
    name: 'pinInitial',
    what: 'The card still has an initial PIN, which opens no service.',
    next: 'The holder changes the PIN first.',
    action: 'clear',
  },
  'YB-CRD-304': {
    name: 'pinAbsent',
    what: 'The card holds no PIN.',
    next: 'The holder sets one at the window with the ID document.',
    action: 'clear',
  },
  'YB-CRD-401': {
    name: 'cardExpired',
    what: 'The card is past its validity date.',
    next: 'The holder applies for a new card at the window.',
    action: 'clear',
  },
  'YB-CRD-402': {
    name: 'otherRegion',
    what: 'The card was issued outside this pooling area.',
    next: 'The holder asks the agency of the issuing region, or at the window.',
    action: 'clear',
  },
  'YB-CRD-403': {
    name: 'cardNotYetValid',
    what: 'The issue date of the card lies in the future of the terminal clock.',
    next: 'Compare the clock of the terminal with the agency; otherwise the card data are wrong.',
    action: 'clear',
  },
})
