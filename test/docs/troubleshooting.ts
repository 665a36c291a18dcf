/** docs/troubleshooting.md: every code of the catalogue, for operators and engineers, with what the member reads. */
import type { FaultEntry } from '../../src/domain/faults/entry.ts'
import { faultCatalogue } from '../../src/domain/faults.ts'
import type { Texts } from '../../src/domain/texts.ts'

const areas: readonly (readonly [prefix: string, title: string])[] = [
  ['YB-CRD', 'Card reader, card and PIN'],
  ['YB-PRN', 'Printer and paper'],
  ['YB-CSH', 'Cash'],
  ['YB-BRD', 'I/O board, doors and lights'],
  ['YB-SCN', 'Scanner'],
  ['YB-LNK', 'Line to the agency'],
  ['YB-AGY', 'Answers of the agency'],
  ['YB-JRN', 'Journal'],
  ['YB-TRM', 'The terminal itself'],
]

const actions: Readonly<Record<FaultEntry['action'], string>> = {
  reset: 'switch off and on',
  softwareError: 'software',
  configuration: 'settings',
  clear: 'on the spot',
  maintenance: 'service',
  suspend: 'wait',
}

export const troubleshooting = (texts: Texts): string => {
  const all = Object.entries(faultCatalogue) as readonly (readonly [string, FaultEntry])[]
  const strange = all.filter(([code]) => !areas.some(([prefix]) => code.startsWith(prefix)))
  if (strange.length > 0) throw new Error(`no section for ${strange.map(([code]) => code).join(' ')}`)
  const sections = areas.flatMap(([prefix, title]) => {
    const rows = all
      .filter(([code]) => code.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([code, { name, what, next, action }]) =>
          `### ${code} ${name}\n\n${what}\n\n* **Do:** ${next}\n* **Who:** ${actions[action]} (\`${action}\`)\n` +
          `* **The member reads:** ${texts(`${code}.what`)}。${texts(`${code}.next`)}\n`,
      )
    return rows.length === 0 ? [] : [`## ${title}\n\n${rows.join('\n')}`]
  })
  return `# Troubleshooting

<!-- Generated from src/domain/faults and config/texts by \`npm run docs\`; do not edit. -->

A member reads a code on the screen and tells it to the hotline; logs and the attendant's pages show the same code. A
code means one thing for ever. **Who** says what kind of hand is needed: *on the spot* (the member or anyone near),
*switch off and on*, *settings*, *service* (someone with tools or parts), *wait*, *software* (report it to the makers).

${sections.join('\n')}`
}
