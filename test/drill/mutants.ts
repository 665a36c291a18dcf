/**
 * Deliberately broken builds. A drill that does not catch every one of them proves nothing by finding nothing.
 * Each is a patch over the sources in `mutants/`, applied to a copy.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { installationRoot } from '../../src/system.ts'
import { runModelTier } from './model/tier.ts'
import { failedRun, type RunReport } from './report.ts'

export interface MutantReport {
  readonly mutant: string
  readonly caught: boolean
  /** Runs until then. */
  readonly runs: number
  readonly reason: string
}

export const mutantNames = (): readonly string[] =>
  readdirSync(join(installationRoot(), 'test/drill/mutants'))
    .map((name) => /^(.+)\.patch$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort()

const parts = ['src', 'flows', 'printers', 'drivers', 'test', 'config', 'package.json']

/** @returns folder of the broken installation */
export const breakCopy = (mutant: string): string => {
  const root = installationRoot()
  const copy = join(root, '.cache/drill/mutants', mutant)
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  execFileSync('git', ['apply', join(root, 'test/drill/mutants', `${mutant}.patch`)], {
    cwd: copy,
    // Below the repository but no part of it: git must take the copy for a plain folder.
    env: { ...process.env, GIT_CEILING_DIRECTORIES: join(root, '.cache') },
  })
  return copy
}

export const runMutant = async (mutant: string, seed: number, runs: number): Promise<MutantReport> => {
  const root = breakCopy(mutant)
  let [done, caught] = [0, undefined as RunReport | undefined]
  await runModelTier({
    seed,
    runs,
    mode: 'first',
    root,
    onRun: (report) => {
      done += 1
      if (failedRun(report)) caught ??= report
    },
  })
  rmSync(root, { recursive: true, force: true })
  return { mutant, caught: caught !== undefined, runs: done, reason: caught?.reasons[0] ?? '' }
}
