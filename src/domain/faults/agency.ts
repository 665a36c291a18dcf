import { entries } from './entry.ts'

/** YB-AGY: refusals by the agency. 0xx the call, 1xx the card, 2xx the member. */
export const agencyFaults = entries({
  'YB-AGY-001': {
    name: 'notBooted',
    what: 'A call came before the terminal was accepted.',
    next: 'The terminal boots again by itself.',
    action: 'softwareError',
  },
  'YB-AGY-002': {
    name: 'unknownAction',
    what: 'The agency does not know this action or query.',
    next: 'Compare the software versions of both sides.',
    action: 'softwareError',
  },
  'YB-AGY-003': {
    name: 'payloadInvalid',
    what: 'The content of a call fails its schema.',
    next: 'Compare the software versions of both sides.',
    action: 'softwareError',
  },
  'YB-AGY-004': {
    name: 'internalFault',
    what: 'The agency failed inside.',
    next: 'See the log of the agency under the id of the call.',
    action: 'maintenance',
  },
  'YB-AGY-005': {
    name: 'tooManyCalls',
    what: 'The terminal has too many calls open, or calls too often.',
    next: 'Wait; if it lasts, look for a fault in the terminal.',
    action: 'suspend',
  },
  'YB-AGY-006': {
    name: 'sessionReplaced',
    what: 'A newer session of this terminal has taken over.',
    next: 'If it repeats, two devices use one identity: look for a cloned terminal.',
    action: 'suspend',
  },
  'YB-AGY-101': {
    name: 'cardUnknown',
    what: 'The agency does not know this card.',
    next: 'The holder has the card activated at the window.',
    action: 'clear',
  },
  'YB-AGY-102': {
    name: 'cardReportedLost',
    what: 'The card is on the loss list.',
    next: 'If the card was found again, its holder has the loss released at the window.',
    action: 'clear',
  },
  'YB-AGY-103': {
    name: 'cardProofWrong',
    what: 'The card could not prove itself to the agency.',
    next: 'The holder has the card checked at the window; repeated cases are a sign of copied cards.',
    action: 'clear',
  },
  'YB-AGY-104': {
    name: 'identityMismatch',
    what: 'The name on the card is not the name registered for its ID number.',
    next: 'The holder comes to the window with the ID document; the case is reported.',
    action: 'clear',
  },
  'YB-AGY-105': {
    name: 'challengeExpired',
    what: 'The challenge to the card was used or is too old.',
    next: 'Put the card in again.',
    action: 'clear',
  },
  'YB-AGY-201': {
    name: 'sessionEnded',
    what: 'The member session has ended.',
    next: 'Put the card in again.',
    action: 'clear',
  },
  'YB-AGY-202': {
    name: 'sessionRequired',
    what: 'The query needs the member session of the card in the reader.',
    next: 'Put the card in again.',
    action: 'clear',
  },
  'YB-AGY-203': {
    name: 'memberWithoutRecord',
    what: 'The agency has no insurance record of this member.',
    next: 'The member registers at the window.',
    action: 'clear',
  },
  'YB-AGY-301': {
    name: 'keyReused',
    what: 'A record came under a key that the agency already has with other content.',
    next: 'The record is parked for review; look at the journal of the terminal and at the ledger together.',
    action: 'maintenance',
  },
  'YB-AGY-302': {
    name: 'journalForked',
    what: 'The journal of the terminal is not the one the agency knows under this epoch.',
    next: 'Most often a disk was restored from an image; the attendant opens a new epoch after checking.',
    action: 'maintenance',
  },
  'YB-AGY-303': {
    name: 'recordStale',
    what: 'A record carries an older version of its transaction than the agency has.',
    next: 'The record is parked for review.',
    action: 'maintenance',
  },
  'YB-AGY-304': {
    name: 'recordRatchet',
    what: 'A record takes back something that may only grow or may not change.',
    next: 'The record is parked for review.',
    action: 'maintenance',
  },
  'YB-AGY-305': {
    name: 'recordInvalid',
    what: 'A record does not have the form of its kind.',
    next: 'The record is parked for review; compare the software versions of both sides.',
    action: 'softwareError',
  },
  'YB-AGY-306': {
    name: 'headInvalid',
    what: 'The signature over a batch of records does not hold.',
    next: 'Compare the key of the terminal with the register of the agency.',
    action: 'maintenance',
  },
  'YB-AGY-307': {
    name: 'recordEarly',
    what: 'A record came before an earlier one of its transaction.',
    next: 'The terminal sends both again by itself.',
    action: 'softwareError',
  },
})
