/** Damaged frames by the thousand: refused or understood, never a crash, never growth. */
import { expect, test } from 'vitest'
import { damage, fuzzReaders, honestFrames, seededDraw } from '../support/fuzz-line.ts'
import { connectTestLine, isUp, startTestAgency, until } from '../support/line.ts'
import { rawAgency, rawBoot, rawTerminal } from '../support/raw-line.ts'

const seed = Number(process.env.YIBAO_FUZZ_SEED ?? 1)

test('readers and schemas hold against 20,000 damaged frames, some of which are still frames', () => {
  const outcome = fuzzReaders(20_000, seed)
  expect(outcome.inputs).toBe(20_000)
  expect(outcome.frames).toBeGreaterThan(1000)
  expect(outcome.valid).toBeGreaterThan(100)
  expect(outcome.valid).toBeLessThan(outcome.frames)
})

test('an agency that hears 3,000 of them still serves its other terminals', async () => {
  const agency = await startTestAgency({ settings: { line: { maxBadFrames: 100 } } })
  const line = connectTestLine(agency.url)
  await isUp(line)
  const draw = seededDraw(seed)
  const corpus = honestFrames()
  let raw = await rawTerminal(agency.url, 'fuzz')
  raw.socket.send(rawBoot)
  for (let n = 0; n < 3000; n++) {
    if (raw.heard.code !== null || raw.socket.readyState !== raw.socket.OPEN) {
      raw = await rawTerminal(agency.url, 'fuzz')
      raw.socket.send(rawBoot)
    }
    raw.socket.send(damage(draw, corpus), { binary: n % 50 === 0 })
    if (n % 25 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  raw.socket.terminate()
  expect((await line.publicQuery('serviceInfo', {})).ok).toBe(true)
  expect(agency.events.map(({ event }) => event)).not.toContain('agency.failed')
  await line.close()
  await agency.close()
})

test('a terminal that hears 1,000 of them comes back every time', async () => {
  const agency = await rawAgency()
  const line = connectTestLine(agency.url, { settings: { maxBadFrames: 100 } })
  await isUp(line)
  const draw = seededDraw(seed + 1)
  const corpus = honestFrames()
  for (let n = 0; n < 1000; n++) {
    if (line.state === 'down') await isUp(line)
    agency.peers.at(-1)?.socket.send(damage(draw, corpus), { binary: false })
    if (n % 25 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await until('up', () => line.state === 'up')
  await line.close()
  await agency.close()
})
