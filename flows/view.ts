/** Small builders for views, so that a screen reads like a sentence. */
import type { Fault } from '../src/domain/result.ts'
import type { Texts } from '../src/domain/texts.ts'
import type { Action, Block, FlowView as WireFlowView } from '../src/wire/view.ts'
import type { Pace } from './session/settings.ts'

/** A view as flows make it: what the wire carries plus what the session needs to run it. */
export interface FlowView extends WireFlowView {
  /** How long this screen may stand untouched. */
  readonly pace: Pace
  /**
   * Names the question. Taps made on another question are stale, even on the same screen: a second PIN entry, another
   * page of a list.
   */
  readonly question?: string | number
}

type Icon = NonNullable<NonNullable<Action['look']>['icon']>
type Place = NonNullable<Action['look']>['place']

export interface ActionOptions {
  readonly enabled?: boolean
  readonly icon?: Icon
  readonly hint?: string
  readonly label?: string
}

const action =
  (place: Place, weight: 'primary' | 'plain' | 'quiet') =>
  (texts: Texts, name: string, options: ActionOptions = {}): Action => ({
    action: name,
    label: options.label ?? texts(`action.${name}`),
    enabled: options.enabled ?? true,
    look: {
      place,
      weight,
      ...(options.icon === undefined ? {} : { icon: options.icon }),
      ...(options.hint === undefined ? {} : { hint: options.hint }),
    },
  })

/** The one thing to do on this screen. */
export const primary = action('main', 'primary')
/** Another thing one can do. */
export const choice = action('main', 'plain')
/** Ways out, at the bottom. */
export const footAction = action('foot', 'quiet')

/** Help is on every screen, in the same place; extending the time has no key, any touch does it. */
export const always = (texts: Texts): readonly Action[] => [
  { action: 'help', label: texts('action.help'), enabled: true, look: { place: 'foot', weight: 'plain' } },
  { action: 'extend', label: texts('action.extend'), enabled: true, look: { place: 'hidden' } },
]

/** Keys of the number pad; the digits themselves are never shown back. */
export const numberPad = (
  texts: Texts,
  state: { readonly digits: boolean; readonly delete: boolean; readonly confirm: boolean },
): readonly Action[] => [
  ...[...'1234567890'].map(
    (digit): Action => ({
      action: `digit:${digit}`,
      label: digit,
      enabled: state.digits,
      look: { place: 'pad', weight: 'plain' },
    }),
  ),
  { action: 'delete', label: texts('action.delete'), enabled: state.delete, look: { place: 'pad', weight: 'quiet' } },
  {
    action: 'confirm',
    label: texts('action.confirm'),
    enabled: state.confirm,
    look: { place: 'pad', weight: 'primary' },
  },
]

export const picture = (name: Extract<Block, { block: 'picture' }>['picture']): Block => ({
  block: 'picture',
  picture: name,
})

/** What happened, what to do, and the code to read to the hotline. */
export const faultBlocks = (texts: Texts, fault: Fault): readonly Block[] => [
  { block: 'notice', tone: 'fault', text: texts(`${fault.code}.next`), code: fault.code },
]

/** A screen that says what is wrong and what to do, in the same form everywhere. */
export const attentionView = (
  texts: Texts,
  fault: Fault,
  actions: readonly Action[],
  show: 'warning' | 'turnCard' | 'line' | 'printing' = pictureOf(fault),
): FlowView => ({
  screen: 'attention',
  pace: 'message',
  question: fault.code,
  data: {
    title: texts(`${fault.code}.what`),
    blocks: [picture(show), ...faultBlocks(texts, fault)],
    voice: `${texts(`${fault.code}.what`)}${texts(`${fault.code}.next`)}`,
  },
  actions: [...actions, ...always(texts)],
})

const pictureOf = (fault: Fault): 'warning' | 'turnCard' | 'line' | 'printing' => {
  if (fault.code === 'YB-CRD-101') return 'turnCard'
  if (fault.code.startsWith('YB-LNK')) return 'line'
  if (fault.code.startsWith('YB-PRN')) return 'printing'
  return 'warning'
}

/** A screen that asks for patience; nothing to do but wait or leave. */
export const waitView = (texts: Texts, screen: string, title: string, ways: readonly Action[] = []): FlowView => ({
  screen,
  pace: 'still',
  data: { title, blocks: [picture('wait')], voice: title },
  actions: [...ways, ...always(texts)],
})
