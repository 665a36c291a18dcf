/** A picture as the pieces one job is sent in, each ending with the question that confirms it. */
import type { DocumentName } from '../documents/tree.ts'
import type { Picture } from '../paint/picture.ts'
import type { PrinterProfile } from '../profile.ts'
import { rasterBands } from '../raster.ts'
import { composeBytes } from './builder.ts'
import {
  enableAutomaticStatus,
  feedAndCut,
  initialize,
  requestPaperStatus,
  requestProcessId,
  setMotionUnits,
} from './commands.ts'
import { processId } from './process-id.ts'

export interface Piece {
  readonly bytes: Uint8Array
  /** Dot rows of the document that are on paper when this piece is confirmed. */
  readonly endRow: number
  /** What confirms it: a process id (tier A), the n-th paper status (tier B), nothing (tier C). */
  readonly marker: string | null
}

/** A piece is confirmed every so many rows: three a receipt, and often enough for a progress bar. */
const pieceRows = 192

/**
 * @param sequence number of the first process id; every piece takes one
 * @param separate the paper still shows part of another document: cut that off first
 */
export const composeJob = (
  picture: Picture,
  document: DocumentName | null,
  profile: PrinterProfile,
  sequence: number,
  separate: boolean,
): Piece[] => {
  const pieces: Piece[] = []
  let bytes: Uint8Array[] = [
    composeBytes((builder) => {
      builder.add(Buffer.from(initialize))
      if (profile.automaticStatus) builder.add(Buffer.from(enableAutomaticStatus))
      builder.add(Buffer.from(setMotionUnits(profile.density)))
      builder.alignLeft()
      if (separate) builder.add(Buffer.from(feedAndCut(profile.cut)))
    }),
  ]
  let begun = 0
  const close = (endRow: number): void => {
    const id = processId(document, sequence + pieces.length)
    const marker = profile.tier === 'A' ? id : profile.tier === 'B' ? 'paper' : null
    if (profile.tier === 'A') bytes.push(requestProcessId(id))
    else if (profile.tier === 'B') bytes.push(requestPaperStatus)
    pieces.push({ bytes: Buffer.concat(bytes), endRow, marker })
    bytes = []
    begun = endRow
  }
  for (const band of rasterBands(picture, profile.raster)) {
    bytes.push(band.bytes)
    if (band.endRow - begun >= pieceRows && band.endRow < picture.height) close(band.endRow)
  }
  // The library's own cut() appends a reset, which would end the automatic status before the last id is answered.
  bytes.push(composeBytes((builder) => builder.add(Buffer.from(feedAndCut(profile.cut)))))
  close(picture.height)
  return pieces
}
