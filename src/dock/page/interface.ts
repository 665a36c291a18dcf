/** The dock's HTTP interface as this page uses it. */
export interface Card {
  readonly card: string
  readonly pin: string
  readonly holder: { readonly name: string; readonly idNumber: string; readonly cardNo: string }
  readonly note: string
  readonly expect?: Record<string, unknown>
}

export interface Sheet {
  readonly n: number
  readonly document: string
  readonly complete: boolean
  readonly rows: number
  readonly qr: readonly string[]
  readonly png: string
}

export type Truth = Record<string, unknown>

export interface ShownScreen {
  readonly screen: string
  readonly seq: number
  readonly data?: { readonly frame?: { readonly model?: 'standing' | 'portable' } }
}

/** What this demo can do; a part that is missing has no panel. */
export interface Capabilities {
  readonly cash?: boolean
  readonly phone?: boolean
  readonly scan?: boolean
  /** Faults that can be injected, by device. */
  readonly faults?: Readonly<Record<string, readonly string[]>>
}

export interface PhoneResult {
  readonly order: string
  readonly result: string
}

const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(`/dock/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} /dock/${path}: ${answer.status} ${text.slice(0, 200)}`)
  return (text ? JSON.parse(text) : undefined) as T
}

export const dock = {
  capabilities: () => call<Capabilities>('GET', 'capabilities'),
  cards: () => call<Card[]>('GET', 'cards'),
  insert: (card: string) => call('POST', 'card', { card }),
  pull: () => call('DELETE', 'card'),
  screen: () => call<ShownScreen>('GET', 'screen'),
  sheets: () => call<Sheet[]>('GET', 'sheets'),
  truth: () => call<Truth>('GET', 'truth'),
  fault: (device: string, fault: string, at?: number) =>
    call('POST', 'fault', { device, fault, ...(at === undefined ? {} : { at }) }),
  clearFaults: () => call('DELETE', 'fault'),
  line: (state: 'cut' | 'up') => call('POST', 'line', { state }),
  cash: (note: number) => call<{ place: string; reason?: string }>('POST', 'cash', { note, until: 'end' }),
  phone: (payment: PhoneResult) => call('POST', 'phone', payment),
  scan: (token: string) => call('POST', 'scan', { token }),
}
