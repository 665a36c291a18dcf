import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { agencySettingsSchema, defaultAgencySettings } from './agency/settings.ts'
import { lineSettingsSchema } from './link/settings.ts'
import { checkSettings, readSettings, settingsReport } from './settings-file.ts'

const check = (toml: string) => {
  const outcome = checkSettings('test.toml', toml, agencySettingsSchema)
  return outcome.ok ? [] : outcome.error.problems.map(({ key, sentence }) => `${key} ${sentence}`)
}

describe('settings files', () => {
  test('a missing key takes its value', () => {
    const outcome = checkSettings('test.toml', '[line]\nping_ms = 1000', agencySettingsSchema)
    expect(outcome).toMatchObject({ ok: true, value: { line: { pingMs: 1000, heartbeatMs: 60_000 } } })
  })

  test('a key nobody knows is named, with those that are known there', () => {
    expect(check('[server]\nprot = 1')).toEqual(['server.prot is not known. Known here: host, port.'])
    expect(check('[sever]\nport = 1')[0]).toMatch(/^sever is not known\. Known here: agency, server, terminals,/)
  })

  test('a key has one spelling', () => {
    expect(check('[line]\npingMs = 1000')).toEqual([
      'line.pingMs is not known; keys are written in small letters with _.',
    ])
  })

  test('every wrong value is named with what is allowed', () => {
    const toml =
      '[server]\nport = 70000\nhost = 7\n[line]\nping_ms = 0\n[card]\nmaster_key = "xyz"\n[terminals]\nregister_unknown = "yes"'
    expect(check(toml)).toEqual([
      'server.host must be a text in quotes.',
      'server.port must be at most 65535.',
      'terminals.register_unknown must be true or false.',
      'card.master_key must be 32 hexadecimal digits.',
      'line.ping_ms must be at least 100.',
    ])
  })

  test('what is no TOML is refused with its line', () => {
    const outcome = checkSettings('test.toml', '[server]\nport = = 1', agencySettingsSchema)
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'YB-TRM-002', problems: [{ sentence: 'Line 2 is not TOML.' }] },
    })
  })

  test('a file that is not there is refused', () => {
    const outcome = readSettings('/nowhere/at-all.toml', agencySettingsSchema)
    if (outcome.ok) throw new Error('read')
    expect(settingsReport(outcome.error)).toContain('The file cannot be read (ENOENT).')
  })

  test('the agency file as shipped says exactly what holds without it', () => {
    expect(readSettings('config/agency.toml', agencySettingsSchema)).toEqual({ ok: true, value: defaultAgencySettings })
  })

  test('the agency is reached by ws:// on this machine only', () => {
    const schema = z.strictObject({ line: lineSettingsSchema })
    const url = (text: string) => checkSettings('t', `[line]\nurl = "${text}"`, schema).ok
    expect(url('ws://127.0.0.1:8700/terminal')).toBe(true)
    expect(url('wss://agency.example/terminal')).toBe(true)
    expect(url('ws://agency.example/terminal')).toBe(false)
    expect(url('ws://127.0.0.1.agency.example/terminal')).toBe(false)
    expect(url('http://127.0.0.1/')).toBe(false)
    expect(url('nonsense')).toBe(false)
  })
})
