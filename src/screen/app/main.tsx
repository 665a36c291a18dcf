import { render } from 'preact'
import type { View } from '../../wire/view.ts'
import { connect } from './connection.ts'
import { listenToHands } from './hands.ts'
import { readPage } from './page.ts'
import { Recovering, Screen } from './screen.tsx'

const html = document.documentElement
const root = document.getElementById('app')!
const page = readPage(document)

/** The view on the screen; there is no other state. */
let shown: View | undefined

const focusedAction = (): string | undefined =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset.action : undefined

/** A screen reader starts at the question of a new screen; on the same screen the keyboard stays on its key. */
const placeFocus = (before: View | undefined, now: View, action: string | undefined) => {
  if (before?.screen !== now.screen) root.querySelector('h1')?.focus({ preventScroll: true })
  else if (before.seq !== now.seq && action)
    root.querySelector<HTMLElement>(`[data-action="${CSS.escape(action)}"]`)?.focus({ preventScroll: true })
}

const draw = (view: View) => {
  const before = shown
  const action = focusedAction()
  shown = view
  const { frame, elder } = view.data
  html.lang = frame.language
  html.dataset.model = frame.model
  html.toggleAttribute('data-elder', elder)
  // Another key makes another tree: nothing of the last screen, personal or not, stays in the document.
  render(<Screen key={`${view.screen} ${view.seq}`} view={view} elderMark={page.elderMark} />, root)
  placeFocus(before, view, action)
}

/** A view that cannot be drawn must not leave half a screen, or the last one, behind. */
const show = (view: View) => {
  try {
    draw(view)
  } catch (error) {
    render(null, root)
    hide()
    throw error
  }
}

const hide = () => {
  shown = undefined
  render(<Recovering key="recovering" text={page.recovering} />, root)
}

const connection = connect(page.token, { view: show, lost: hide })
listenToHands(
  () => shown,
  (tap) => connection.send(tap),
)
