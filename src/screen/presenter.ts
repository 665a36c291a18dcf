/**
 * Turns the running session into numbered views and taps back into events. `seq` grows only when what a tap means has
 * changed: another screen, another question, other actions or targets; never for data, countdowns or typed digits.
 */
import type { Session, SessionView } from '../../flows/session/session.ts'
import { beijingMinute } from '../domain/beijing-time.ts'
import type { Clock } from '../domain/clock.ts'
import type { Texts } from '../domain/texts.ts'
import { type Tap, type TapAnswer, type View, viewSchema } from '../wire/view.ts'

export interface FrameFacts {
  readonly agencyName: string
  readonly siteName: string
  readonly terminalId: string
  readonly phone: string
  readonly model: 'standing' | 'portable'
  readonly language: string
}

export interface Presenter {
  current(): View
  /** Called with each changed view. @returns unsubscribe */
  subscribe(listener: (view: View) => void): () => void
  /** A tap with a `tapId` that was seen before gets its first answer and has no second effect. */
  tap(tap: Tap): TapAnswer
  stop(): void
}

/** Taps a browser may repeat after a lost answer; more than any visit makes between two reconnects. */
const rememberedTaps = 512

export const createPresenter = (parts: {
  readonly session: Session
  readonly frame: FrameFacts
  /** What is missing just now, in words for the head of the screen. */
  readonly notices: () => readonly string[]
  readonly texts: Texts
  readonly clock: Clock
}): Presenter => {
  const { session, frame, texts, clock } = parts
  const listeners = new Set<(view: View) => void>()
  const answers = new Map<string, TapAnswer>()
  // A restarted service never continues the numbers of the one before: an old tap stays stale.
  let seq = Math.floor(clock.now() / 1000)
  let meaning = ''
  let pushed = ''
  let view: View

  const draw = (): View => {
    const shown = session.view()
    const now = meaningOf(shown)
    if (now !== meaning) {
      meaning = now
      seq += 1
    }
    const { warning } = shown
    return viewSchema.parse({
      screen: shown.screen,
      seq,
      data: {
        ...shown.data,
        elder: shown.elder,
        ...(warning === null
          ? {}
          : {
              warning: {
                remainingMs: Math.max(0, Math.round(warning.since + warning.totalMs - clock.monotonic())),
                totalMs: warning.totalMs,
                text: texts('frame.warning'),
              },
            }),
        frame: {
          agencyName: frame.agencyName,
          terminalName: texts('frame.terminal'),
          siteName: frame.siteName,
          terminalId: texts('frame.terminalNo', { terminal: frame.terminalId }),
          phoneLabel: texts('frame.phone'),
          phone: frame.phone,
          time: beijingMinute(clock.now()),
          model: frame.model,
          language: frame.language,
          notices: [...parts.notices(), ...(shown.helpCalled ? [texts('frame.helpCalled')] : [])],
        },
      },
      actions: shown.actions,
    } satisfies Record<keyof View, unknown>)
  }

  /** Remaining time is for the eye: it alone is no reason to push. */
  const contentOf = ({ data, ...rest }: View): string =>
    JSON.stringify({ ...rest, data: { ...data, warning: data.warning !== undefined } })

  const refresh = () => {
    view = draw()
    const content = contentOf(view)
    if (content === pushed) return
    pushed = content
    for (const listener of listeners) listener(view)
  }

  const answer = (tap: Tap): TapAnswer => {
    refresh()
    if (tap.seq !== view.seq) return { ok: false, seq: view.seq, code: 'stale' }
    const offered = view.actions.filter((action) => action.action === tap.action)
    if (offered.length === 0) return { ok: false, seq: view.seq, code: 'invalid' }
    const wanted = offered.find((action) => sameTarget(action.data, tap.data))
    if (wanted === undefined) return { ok: false, seq: view.seq, code: 'invalid' }
    if (!wanted.enabled) return { ok: false, seq: view.seq, code: 'disabled' }
    if (!session.tap(tap.action)) return { ok: false, seq: view.seq, code: 'invalid' }
    refresh()
    return { ok: true, seq: view.seq }
  }

  view = draw()
  pushed = contentOf(view)
  const unsubscribe = session.subscribe(refresh)
  let minute: unknown
  const everyMinute = () => {
    refresh()
    minute = clock.setTimeout(everyMinute, 60_000 - (clock.now() % 60_000))
  }
  minute = clock.setTimeout(everyMinute, 60_000 - (clock.now() % 60_000))

  return {
    current: () => {
      // A freshly connected browser gets the time that is left now.
      view = draw()
      return view
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tap(tap) {
      if (tap.tapId === undefined) return answer(tap)
      const before = answers.get(tap.tapId)
      if (before !== undefined) return before
      const given = answer(tap)
      answers.set(tap.tapId, given)
      if (answers.size > rememberedTaps) answers.delete(answers.keys().next().value!)
      return given
    },
    stop() {
      unsubscribe()
      clock.clearTimeout(minute)
    },
  }
}

const meaningOf = (view: SessionView): string =>
  JSON.stringify([view.screen, view.question ?? null, view.actions.map(({ action, data }) => [action, data ?? null])])

type Target = Readonly<Record<string, string | number>> | undefined

/** An action that stands once needs no data in the tap. */
const sameTarget = (offered: Target, tapped: Target): boolean => {
  if (offered === undefined) return true
  const keys = Object.keys(offered)
  return tapped !== undefined && keys.every((key) => offered[key] === tapped[key])
}
