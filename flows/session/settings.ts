/** What the session takes from `config/terminal.toml`; durations in ms. */
export interface SessionSettings {
  readonly idleMs: number
  readonly idleElderMs: number
  readonly resultMs: number
  readonly pinMs: number
  readonly warningMs: number
  readonly standbyMs: number
  readonly takeCardAlarmMs: number
  readonly messageMs: number
  readonly takePaperMs: number
  /** PINs that open no service until they are changed. */
  readonly initialPins: readonly string[]
  /** GB/T 2260 prefixes of the pooling area. */
  readonly regions: readonly string[]
}

/** How long a screen may stand untouched, by what it asks of the member; `still` has no limit. */
export type Pace = 'still' | 'firstPage' | 'choice' | 'reading' | 'pin' | 'message' | 'paper'

/** @returns ms, or null where nothing runs out */
export const patienceOf = (pace: Pace, elder: boolean, settings: SessionSettings): number | null => {
  const choice = elder ? settings.idleElderMs : settings.idleMs
  switch (pace) {
    case 'still':
      return null
    case 'firstPage':
      return Math.max(settings.standbyMs, elder ? settings.idleElderMs : 0)
    case 'choice':
      return choice
    case 'reading':
      return Math.max(settings.resultMs, choice)
    case 'pin':
      return elder ? Math.max(settings.pinMs, settings.idleElderMs) : settings.pinMs
    case 'message':
      return Math.max(settings.messageMs, elder ? settings.idleElderMs / 2 : 0)
    case 'paper':
      return Math.max(settings.takePaperMs, elder ? settings.idleElderMs / 2 : 0)
  }
}
