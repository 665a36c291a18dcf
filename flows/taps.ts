/**
 * What a member can do, as one list: the names of the dock and of the screen on the left, the events of the machines on
 * the right. `digit:0` … `digit:9` are one event with its digit.
 */
export const tapEvents = {
  start: 'TAP_START',
  inquiry: 'TAP_INQUIRY',
  pay: 'TAP_PAY',
  certificate: 'TAP_CERTIFICATE',
  more: 'TAP_MORE',
  elder: 'TAP_ELDER',
  balance: 'TAP_BALANCE',
  contributions: 'TAP_CONTRIBUTIONS',
  digit: 'TAP_DIGIT',
  delete: 'TAP_DELETE',
  confirm: 'TAP_CONFIRM',
  cancel: 'TAP_CANCEL',
  back: 'TAP_BACK',
  next: 'TAP_NEXT',
  retry: 'TAP_RETRY',
  print: 'TAP_PRINT',
  finish: 'TAP_FINISH',
  help: 'TAP_HELP',
  extend: 'TAP_EXTEND',
} as const

export type TapName = keyof typeof tapEvents
export type TapEventType = (typeof tapEvents)[TapName]
export type TapEvent =
  | { readonly type: Exclude<TapEventType, 'TAP_DIGIT'> }
  | { readonly type: 'TAP_DIGIT'; readonly digit: string }

export const tapEventTypes: readonly TapEventType[] = Object.values(tapEvents)

/** Taps the session answers by itself on every screen; services never see them. */
export const sessionTaps = ['TAP_HELP', 'TAP_EXTEND'] as const satisfies readonly TapEventType[]

/** @returns the event of an action name, or null when there is no such action */
export const tapEventOf = (action: string): TapEvent | null => {
  const digit = /^digit:([0-9])$/.exec(action)?.[1]
  if (digit !== undefined) return { type: 'TAP_DIGIT', digit }
  if (action === 'digit' || !Object.hasOwn(tapEvents, action)) return null
  return { type: tapEvents[action as Exclude<TapName, 'digit'>] }
}

/**
 * For a state's `meta.ignores`: every tap that this screen does not offer, with the reason. The table test checks that
 * what is ignored here is indeed not offered by the view, and that what is offered is answered.
 */
export const ignoreTapsExcept = (...offered: readonly TapEventType[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tapEventTypes
      .filter((type) => !offered.includes(type) && !(sessionTaps as readonly string[]).includes(type))
      .map((type) => [type, 'not offered on this screen; a stale tap is refused before it gets here']),
  )
