/** The documents that are generated; `npm run docs` writes them, a test keeps them current. */
import { readFileSync } from 'node:fs'
import { inquiryMachine } from '../../flows/inquiry/machine.ts'
import { printingMachine } from '../../flows/printing/machine.ts'
import { sessionMachine } from '../../flows/session/machine.ts'
import { patienceMachine } from '../../flows/session/patience.ts'
import { loadTexts } from '../../src/texts.ts'
import { asyncapi } from './asyncapi.ts'
import { flowsDocument } from './flows.ts'
import { troubleshooting } from './troubleshooting.ts'

/** @param top folder of the repository, where config/ stands */
export const generatedDocuments = (top: string): Readonly<Record<string, string>> => {
  const texts = loadTexts(`${top}/config/texts/zh-CN`)
  if (!texts.ok) throw new Error(JSON.stringify(texts.error))
  const { version } = JSON.parse(readFileSync(`${top}/package.json`, 'utf8')) as { version: string }
  return {
    'docs/asyncapi.yaml': asyncapi(version),
    'docs/troubleshooting.md': troubleshooting(texts.value),
    'docs/flows.md': flowsDocument([
      {
        title: 'Visit',
        about: 'From standby to the card taken back. A service chosen by the member runs inside «serving».',
        machine: sessionMachine,
      },
      {
        title: 'Patience',
        about: 'Runs beside every screen with a time limit: warning, one tap to go on, end.',
        machine: patienceMachine,
      },
      { title: 'Inquiry', about: 'Participation, account balance, contribution records.', machine: inquiryMachine },
      { title: 'Printing', about: 'One paper, inside a service.', machine: printingMachine },
    ]),
  }
}
