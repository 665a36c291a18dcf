/** What the bench sees of the terminal it stands beside: no more than the screen, the slot's state and the figures. */
import type { CardPresence } from '../../drivers/card/port.ts'
import type { LineState } from '../../flows/ports.ts'
import type { DeviceName, DeviceState } from '../domain/device.ts'
import type { Tap, TapAnswer, View } from '../wire/view.ts'

export interface DockedTerminal {
  view(): View
  tap(tap: Tap): TapAnswer
  presence(): CardPresence
  line(): LineState
  /** From the journal: acts begun whose end is not known. */
  openIntents(): readonly { readonly step: string }[]
  /** From the journal: cash captured, fen. */
  capturedFen(): number
  devices(): Readonly<Record<DeviceName, DeviceState>>
}
