/** The disk of a drill: folders that are copied as a kill leaves them, or rolled back to what was synced. */
import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { installationRoot } from '../../../src/system.ts'
import type { Dice } from '../random.ts'

export interface DrillDisk {
  /** Files of the programs; what they sync appears in the shadow. */
  readonly live: string
  readonly shadow: string
}

/** Environment of a process whose files below `live` are watched. */
export const watched = (disk: DrillDisk, library: string): Record<string, string> => ({
  LD_PRELOAD: library,
  CUTDISK_ROOT: disk.live,
  CUTDISK_SHADOW: disk.shadow,
})

/** Compiles the watcher when its source is newer; needs a C compiler. @returns path of the library */
export const buildWatcher = (): string => {
  const source = join(installationRoot(), 'test/drill/disk/cutdisk.c')
  const library = join(installationRoot(), '.cache/drill/cutdisk.so')
  if (existsSync(library) && statSync(library).mtimeMs > statSync(source).mtimeMs) return library
  mkdirSync(join(library, '..'), { recursive: true })
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'])
  return library
}

const filesBelow = (folder: string, at = ''): readonly string[] =>
  existsSync(join(folder, at))
    ? readdirSync(join(folder, at), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? filesBelow(folder, join(at, entry.name)) : [join(at, entry.name)],
      )
    : []

/** A killed program leaves its files as they are; the shadow goes with them, for a power cut later on. */
export const copyAfterKill = (disk: DrillDisk, from: string, to: string): void => {
  for (const side of [disk.live, disk.shadow]) {
    if (existsSync(join(side, from))) cpSync(join(side, from), join(side, to), { recursive: true })
  }
  // The index of the WAL is memory shared by processes; whoever opens next rebuilds it.
  for (const name of filesBelow(join(disk.live, to))) {
    if (name.endsWith('-shm')) rmSync(join(disk.live, to, name))
  }
}

const sector = 512

/** Each sector from the disk as it was synced, or, with the given chance, as the program had last written it. */
const mix = (written: Buffer, synced: Buffer, survives: number, by: Dice): Buffer => {
  if (survives === 0) return synced
  const long = by.roll() < survives ? written.length : synced.length
  const out = Buffer.alloc(long)
  for (let at = 0; at < long; at += sector) {
    const source = by.roll() < survives || at >= synced.length ? written : synced
    source.copy(out, at, at, Math.min(at + sector, source.length, long))
  }
  return out
}

/** After a power failure: files that were never synced are gone, the others are rolled back. */
export const copyAfterPowerCut = (disk: DrillDisk, from: string, to: string, survives: number, by: Dice): void => {
  for (const name of filesBelow(join(disk.shadow, from))) {
    if (name.endsWith('-shm')) continue
    const written = join(disk.live, from, name)
    if (!existsSync(written)) continue
    const left = mix(readFileSync(written), readFileSync(join(disk.shadow, from, name)), survives, by)
    for (const side of [disk.live, disk.shadow]) {
      const path = join(side, to, name)
      mkdirSync(join(path, '..'), { recursive: true })
      writeFileSync(path, left, { mode: statSync(written).mode })
    }
  }
}

/** Memory, where a sync costs nothing; the watcher sees it all the same. */
export const fastFolder = (): string | undefined => {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return undefined
  }
}
