/** Device words as XFS4IoT has them; flows, line and attendant use no others. */
export const deviceStates = [
  'online',
  'offline',
  'powerOff',
  'noDevice',
  'hardwareError',
  'userError',
  'deviceBusy',
  'fraudAttempt',
  'potentialFraud',
  'starting',
] as const
export type DeviceState = (typeof deviceStates)[number]

/** The devices a terminal may have, by the key used on the line, in the doctor and in the dock's truth. */
export const deviceNames = ['card', 'printer', 'cash', 'board', 'scanner', 'voice', 'line'] as const
export type DeviceName = (typeof deviceNames)[number]

/** Who must do what about a fault (XFS4IoT `action`). */
export const operatorActions = ['reset', 'softwareError', 'configuration', 'clear', 'maintenance', 'suspend'] as const
export type OperatorAction = (typeof operatorActions)[number]
