// Finds the processes of one test run by the mark in their environment: a daemon that made itself a session and a
// group of its own still carries it. Linux only, from /proc; elsewhere nothing is found.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Processes that carry the mark just now. */
export const processesNow = (mark) => {
  let ids = []
  try {
    ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  } catch {}
  return ids.flatMap((name) => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`YIBAO_TEST_RUN=${mark}`)) return []
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 200)
      return [{ id: Number(name), words }]
    } catch {
      return [] // ended meanwhile, or another user's
    }
  })
}

/** Processes that carry the mark and have not ended by themselves after `grace` ms. */
export const processesOf = async (mark, grace = 0) => {
  const end = performance.now() + grace
  for (;;) {
    const found = processesNow(mark)
    if (found.length === 0 || performance.now() >= end) return found
    await sleep(100)
  }
}

export const endProcesses = (found) => {
  for (const { id } of found) {
    try {
      process.kill(id, 'SIGKILL')
    } catch {} // gone already
  }
}
