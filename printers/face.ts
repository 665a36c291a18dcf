/** The wire to a printer, whatever it is made of: TCP, serial, USB. Faces are chosen by the roots alone. */
export interface PrinterFace {
  /** For logs: no personal data, no secrets. */
  readonly name: string
  /** Opens the wire. Exactly one of `opened` or `closed` follows; after `closed` nothing more. */
  open(events: FaceEvents): FaceLine
}

export interface FaceEvents {
  opened(): void
  received(bytes: Uint8Array): void
  /** Everything written so far has left this process. */
  drained(): void
  closed(reason: string): void
}

export interface FaceLine {
  /** @returns false when the wire is full: wait for `drained` before writing more. */
  write(bytes: Uint8Array): boolean
  close(): void
}
