import { make, messageLine, say } from './dom.ts'
import { dock } from './interface.ts'
import {
  cardsPanel,
  cashPanel,
  faultsPanel,
  linePanel,
  paperPanel,
  phonePanel,
  scanPanel,
  truthPanel,
} from './panels.ts'
import { terminal } from './terminal.ts'

const interval = 1000
const root = document.getElementById('dock')!

const [capabilities, cards] = await Promise.all([dock.capabilities(), dock.cards().catch(() => [])])
const shown = terminal()
const paper = paperPanel()
const truth = truthPanel()

root.append(
  shown.element,
  make(
    'div',
    { className: 'column' },
    cardsPanel(cards),
    ...(capabilities.cash ? [cashPanel()] : []),
    ...(capabilities.phone ? [phonePanel()] : []),
    ...(capabilities.scan ? [scanPanel()] : []),
  ),
  make('div', { className: 'column' }, paper.element),
  make('div', { className: 'column' }, truth.element, linePanel(), faultsPanel(capabilities.faults ?? {})),
  messageLine,
)

let answering = true
const poll = async () => {
  try {
    const [screen, sheets, figures] = await Promise.all([dock.screen(), dock.sheets(), dock.truth()])
    shown.update(screen)
    paper.update(sheets)
    truth.update(figures)
    answering = true
  } catch (error) {
    if (answering) say(`The terminal does not answer: ${error instanceof Error ? error.message : String(error)}`)
    answering = false
  }
  setTimeout(poll, interval)
}
void poll()
