/** What flows may ask of the card reader, in XFS4IoT words. Links (`pcsc.ts`, …) below are chosen by the roots alone. */
import type { DeviceState } from '../../src/domain/device.ts'
import type { Fault, Result } from '../../src/domain/result.ts'

/** XFS4IoT card media states this terminal can tell; a motor reader would add jammed and latched. */
export type CardMedia = 'unknown' | 'notPresent' | 'entering' | 'present'

/** File EF05 of the social-security application: who issued the card. */
export interface CardIssuer {
  /** 卡识别码, 32 hexadecimal digits, upper case; the first six are the region of issue. */
  readonly cardSn: string
  /** 规范版本, «1.00», «2.00» or «3.00». */
  readonly specVersion: string
  /** 初始化机构编号, decimal digits or hexadecimal as stored, without padding. */
  readonly issuerCode: string
  /** ISO date, yyyy-mm-dd. */
  readonly issuedOn: string
  /** ISO date, yyyy-mm-dd, last day of validity. */
  readonly expiresOn: string
  /** 卡号, a letter and eight characters. */
  readonly cardNo: string
}

/** File EF06: the holder. Personal data; lives only as long as the card is in the slot. */
export interface CardHolder {
  /** 社会保障号码, 18 characters, check digit verified; old 15-digit numbers are converted. */
  readonly idNumber: string
  /** Name with its extension (tag 4E) joined. */
  readonly name: string
  readonly gender: 'male' | 'female'
  /** GB/T 3304 ethnicity, two digits. */
  readonly ethnicity: string
  /** GB/T 2260 place of birth, six digits. */
  readonly birthPlace: string
  /** ISO date, yyyy-mm-dd. */
  readonly birthDate: string
}

export interface PinRefusal extends Fault {
  /** Tries left; 0 when locked, null when the card does not tell. */
  readonly triesLeft: number | null
}

/** A social security card that has been read and lies in the slot. */
export interface SocialCard {
  /** Names this one insertion; a card taken out and put in again has another. */
  readonly insertion: string
  readonly issuer: CardIssuer
  readonly holder: CardHolder
  /** VERIFY with six digits. Faults: YB-CRD-301 wrong, 302 locked, 304 absent, 102 pulled, 103 transmission. */
  verifyPin(pin: string): Promise<Result<void, PinRefusal>>
  /**
   * INTERNAL AUTHENTICATE: the card's own proof to the agency.
   * @param challenge 16 bytes R1‖R2 from the agency
   * @returns 8 bytes
   */
  prove(challenge: Uint8Array): Promise<Result<Uint8Array>>
}

/** What lies in the slot now. Only `ready` has a card to talk to. */
export type CardPresence =
  | { readonly state: 'offline'; readonly media: 'unknown'; readonly fault: Fault }
  | { readonly state: 'empty'; readonly media: 'notPresent' }
  | { readonly state: 'reading'; readonly media: 'entering'; readonly insertion: string }
  | { readonly state: 'ready'; readonly media: 'present'; readonly insertion: string; readonly card: SocialCard }
  | { readonly state: 'refused'; readonly media: 'present'; readonly insertion: string; readonly fault: Fault }

export interface CardReader {
  readonly device: DeviceState
  readonly presence: CardPresence
  /** Called on every change of `presence`, never while `subscribe` runs. @returns unsubscribe */
  subscribe(listener: (presence: CardPresence) => void): () => void
  close(): Promise<void>
}
