/** Where each action of a view is drawn, and which one a key of the keyboard means. Pure. */
import type { Action, View } from '../../wire/view.ts'

export interface Placed {
  readonly action: Action
  /** Place in `view.actions`: what a key on the screen carries. */
  readonly index: number
}

export interface Places {
  readonly main: readonly Placed[]
  readonly pad: readonly Placed[]
  readonly help: readonly Placed[]
  readonly foot: readonly Placed[]
}

const padOrder = [...'123456789'].map((digit) => `digit:${digit}`).concat('delete', 'digit:0', 'confirm')
const rank = ({ action }: Placed): number => {
  const at = padOrder.indexOf(action.action)
  return at < 0 ? padOrder.length : at
}

/** An action without a place is not drawn: `extend` and the like have no key of their own. */
export const places = (actions: readonly Action[]): Places => {
  const placed = actions.map((action, index) => ({ action, index }))
  const at = (place: string) => placed.filter(({ action }) => action.look?.place === place)
  const foot = at('foot')
  return {
    main: at('main'),
    pad: at('pad').sort((a, b) => rank(a) - rank(b)),
    help: foot.filter(({ action }) => action.action === 'help'),
    foot: foot.filter(({ action }) => action.action !== 'help'),
  }
}

/** From so many keys with icons on, they are a menu even when no key explains itself further. */
const menuOfIcons = 3

/** A choice explains itself and is drawn as a card with its icon; other main actions are plain wide keys. */
export const choicesOf = (main: readonly Placed[]): readonly Placed[] => {
  const withIcon = main.filter(({ action }) => action.look?.icon)
  return withIcon.length >= menuOfIcons ? withIcon : main.filter(({ action }) => action.look?.hint)
}

const offered = (view: View, name: string): Action | undefined =>
  view.actions.find(({ action, enabled }) => enabled && action === name)

/** Any touch that means nothing else says «I am still here». */
export const stillHere = (view: View): Action | undefined => offered(view, 'extend')

/**
 * The action a keyboard key stands for. Escape goes the smallest step back that is offered. Enter confirms, or does
 * the one thing a screen proposes.
 */
export const actionOfKey = (view: View, key: string): Action | undefined => {
  if (/^\d$/.test(key)) return offered(view, `digit:${key}`)
  switch (key) {
    case 'Enter': {
      const proposed = view.actions.filter(
        ({ enabled, look }) => enabled && look?.place === 'main' && look.weight === 'primary',
      )
      return offered(view, 'confirm') ?? (proposed.length === 1 ? proposed[0] : undefined)
    }
    case 'Escape':
      return offered(view, 'back') ?? offered(view, 'cancel')
    case 'Backspace':
    case 'Delete':
      return offered(view, 'delete')
    default:
      return undefined
  }
}
