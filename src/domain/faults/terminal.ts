import { entries } from './entry.ts'

/** YB-TRM: the terminal itself: settings, screen, start. */
export const terminalFaults = entries({
  'YB-TRM-001': {
    name: 'settingsInvalid',
    what: 'The settings file has a key or value that is not allowed.',
    next: 'Correct the lines named in the message; every key is explained in config/terminal.toml.',
    action: 'configuration',
  },
  'YB-TRM-002': {
    name: 'settingsUnreadable',
    what: 'The settings file cannot be read or is not TOML.',
    next: 'Check the path given with --config and the line named in the message.',
    action: 'configuration',
  },
  'YB-TRM-003': {
    name: 'textsInvalid',
    what: 'A text file lacks an id or has one that nobody uses.',
    next: 'Correct the ids named in the message under config/texts.',
    action: 'configuration',
  },
  'YB-TRM-004': {
    name: 'portInUse',
    what: 'The port of the screen is taken.',
    next: 'Stop the other process or choose another port.',
    action: 'configuration',
  },
  'YB-TRM-101': {
    name: 'browserMessageInvalid',
    what: 'The browser sent something that is not a tap.',
    next: 'Reload the screen; if it repeats, look for a foreign program on this machine.',
    action: 'softwareError',
  },
  'YB-TRM-102': {
    name: 'browserRefused',
    what: 'A connection to the screen came from elsewhere or without its token.',
    next: 'Only the browser of the terminal may open the screen.',
    action: 'softwareError',
  },
  'YB-TRM-201': {
    name: 'internalFault',
    what: 'The terminal met a case it was not written for.',
    next: 'Restart the terminal and send its log to the maker.',
    action: 'softwareError',
  },
})
