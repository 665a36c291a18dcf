import { entries } from './entry.ts'

/** YB-LNK: the line between terminal and agency, seen from the terminal. */
export const lineFaults = entries({
  'YB-LNK-001': {
    name: 'lineDown',
    what: 'There is no connection to the agency.',
    next: 'The terminal reconnects by itself; check the network if it lasts.',
    action: 'maintenance',
  },
  'YB-LNK-002': {
    name: 'noAnswer',
    what: 'The agency did not answer in time.',
    next: 'Try again; if it lasts, check the agency side.',
    action: 'reset',
  },
  'YB-LNK-003': {
    name: 'bootRejected',
    what: 'The agency refuses this terminal.',
    next: 'Compare the terminal id with the register of the agency.',
    action: 'configuration',
  },
  'YB-LNK-004': {
    name: 'frameMalformed',
    what: 'A frame on the line is not valid OCPP-J or fails its schema.',
    next: 'Compare the software versions of both sides.',
    action: 'softwareError',
  },
  'YB-LNK-005': {
    name: 'frameTooLarge',
    what: 'A frame on the line is larger or deeper than allowed.',
    next: 'Compare the limits in the settings of both sides.',
    action: 'softwareError',
  },
  'YB-LNK-006': {
    name: 'subprotocolRefused',
    what: 'The other side does not speak this version of the line.',
    next: 'Compare the software versions of both sides.',
    action: 'configuration',
  },
  'YB-LNK-007': {
    name: 'clockSkew',
    what: 'The clocks of terminal and agency differ too much.',
    next: 'Set the clock of the terminal (NTP).',
    action: 'configuration',
  },
  'YB-LNK-008': {
    name: 'lineBusy',
    what: 'Too many calls are open, or the line does not take what was sent.',
    next: 'Wait a moment; if it lasts, check the network for a slow or stuck link.',
    action: 'suspend',
  },
})
