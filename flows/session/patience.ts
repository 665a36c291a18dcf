/**
 * How long a member may think. Before anything ends, a warning stands for at least 20 s, and any touch takes it away,
 * as often as one likes (WCAG 2.2.1). It runs beside the session, so that no screen has to count time by itself.
 */
import { assign, emit, setup } from 'xstate'

export type PatienceEvent =
  /** Another screen, or another question on it: `limitMs` null = no limit. */
  | { readonly type: 'PACE_SET'; readonly limitMs: number | null }
  /** The member touched something. */
  | { readonly type: 'MEMBER_MOVED' }

export const patienceEventTypes = ['PACE_SET', 'MEMBER_MOVED'] as const

export const patienceMachine = setup({
  types: {
    context: {} as { limitMs: number; readonly warningMs: number },
    events: {} as PatienceEvent,
    input: {} as { readonly warningMs: number },
    emitted: {} as { type: 'PATIENCE_OVER' },
  },
  guards: {
    hasLimit: ({ event }) => event.type === 'PACE_SET' && event.limitMs !== null,
  },
  actions: {
    setLimit: assign({
      limitMs: ({ context, event }) => (event.type === 'PACE_SET' ? (event.limitMs ?? 0) : context.limitMs),
    }),
    tell: emit({ type: 'PATIENCE_OVER' }),
  },
  delays: {
    limit: ({ context }) => context.limitMs,
    warning: ({ context }) => context.warningMs,
  },
}).createMachine({
  id: 'patience',
  context: ({ input }) => ({ limitMs: 0, warningMs: input.warningMs }),
  initial: 'still',
  on: {
    PACE_SET: [{ guard: 'hasLimit', target: '.watching', actions: 'setLimit', reenter: true }, { target: '.still' }],
  },
  states: {
    still: { meta: { ignores: { MEMBER_MOVED: 'nothing runs out here' } } },
    watching: {
      on: { MEMBER_MOVED: { target: 'watching', reenter: true } },
      after: { limit: 'warned' },
    },
    warned: {
      on: { MEMBER_MOVED: 'watching' },
      after: { warning: { target: 'still', actions: 'tell' } },
    },
  },
})
