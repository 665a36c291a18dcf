import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Log } from '../domain/log.ts'
import { type HashAlgorithm, keyFingerprint, type SignatureAlgorithm } from '../wire/record.ts'
import { syncFolder } from './files.ts'

/** The key that signs heads. Made once at first start, 0600, and read from PEM ever after. */
export interface HeadKey {
  readonly algorithm: SignatureAlgorithm
  readonly hash: HashAlgorithm
  /** SPKI PEM. */
  readonly publicKey: string
  /** `keyFingerprint` of the public half. */
  readonly fingerprint: string
  readonly privateKey: KeyObject
}

export const hashOf = (algorithm: SignatureAlgorithm): HashAlgorithm => (algorithm === 'sm2' ? 'sm3' : 'sha256')

/** @returns DER signature, base64. SM2 with the empty user id. */
export const signText = (algorithm: SignatureAlgorithm, text: string, key: KeyObject): string =>
  sign(hashOf(algorithm), Buffer.from(text, 'utf8'), key).toString('base64')

export const verifyText = (
  algorithm: SignatureAlgorithm,
  text: string,
  signature: string,
  publicKey: string,
): boolean => {
  try {
    return verify(
      hashOf(algorithm),
      Buffer.from(text, 'utf8'),
      createPublicKey(publicKey),
      Buffer.from(signature, 'base64'),
    )
  } catch {
    return false
  }
}

const curves: Record<SignatureAlgorithm, string> = { sm2: 'SM2', p256: 'prime256v1' }

export const keyPaths = (folder: string, algorithm: SignatureAlgorithm) => ({
  privateKey: join(folder, `head-${algorithm}.key.pem`),
  publicKey: join(folder, `head-${algorithm}.pub.pem`),
})

const writeWhole = (path: string, text: string, mode: number): void => {
  const temporary = `${path}.new`
  const descriptor = openSync(temporary, 'w', mode)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  chmodSync(temporary, mode)
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Throws file-system errors. Never called for a folder that has a journal. */
export const makeKey = (folder: string, algorithm: SignatureAlgorithm): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pair = generateKeyPairSync('ec', { namedCurve: curves[algorithm] })
  const paths = keyPaths(folder, algorithm)
  writeWhole(paths.publicKey, pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 0o644)
  writeWhole(paths.privateKey, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
}

/** @returns undefined when the key is absent, unreadable as a key, or its halves do not fit. */
export const loadKey = (folder: string, algorithm: SignatureAlgorithm, log: Log): HeadKey | undefined => {
  const path = keyPaths(folder, algorithm).privateKey
  if (!existsSync(path)) return undefined
  if ((statSync(path).mode & 0o077) !== 0) {
    chmodSync(path, 0o600)
    log('journal.keyModeNarrowed', { mode: '0600' })
  }
  try {
    const privateKey = createPrivateKey(readFileSync(path, 'latin1'))
    // The public half comes from the private one, so that a swapped file beside it cannot mislead.
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
    const probe = 'yibao-key-probe'
    return verifyText(algorithm, probe, signText(algorithm, probe, privateKey), publicKey)
      ? { algorithm, hash: hashOf(algorithm), publicKey, fingerprint: keyFingerprint(publicKey), privateKey }
      : undefined
  } catch {
    return undefined
  }
}
