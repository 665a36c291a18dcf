/** The doctor beside the virtual printer: what it says, what it keeps, and that it prints nothing. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startVirtualPrinter, type VirtualPrinterProcess } from '../../printers/virtual/process.ts'
import { installationRoot } from '../../src/system.ts'

interface Finding {
  readonly state: string
  readonly what: string
  readonly next?: string
  readonly code?: string
}

let folder: string
let printer: VirtualPrinterProcess
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  printer = await startVirtualPrinter({ world: join(folder, 'world') })
})
afterEach(async () => {
  await printer.close()
  await rm(folder, { recursive: true, force: true })
})

const doctor = async (port: number, ...flags: string[]): Promise<{ code: number | null; output: string }> => {
  const config = join(folder, 'terminal.toml')
  await writeFile(
    config,
    `[card]\nreader = "no such reader"\n[printer]\nport = ${port}\nanswer_ms = 500\n[line]\nurl = "ws://127.0.0.1:9/terminal"\n`,
  )
  const child = spawn(
    process.execPath,
    [join(installationRoot(), 'dist/src/terminal/doctor.js'), '--config', config, '--data', folder, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output }
}
const findings = async (port = printer.port) =>
  JSON.parse((await doctor(port, '--json')).output) as Record<string, Finding>

describe('the doctor', () => {
  it('names every device, ends with 0 whatever it finds, and says what to do', async () => {
    const { code, output } = await doctor(9, '--json')
    const found = JSON.parse(output) as Record<string, Finding>
    expect(code).toBe(0)
    expect(Object.keys(found)).toEqual('card printer cash board scanner voice line clock disk fonts'.split(' '))
    expect(found.printer).toMatchObject({ state: 'bad', code: 'YB-PRN-001' })
    expect(found.card?.code).toMatch(/^YB-CRD-00[12]$/)
    expect(found.line).toMatchObject({ state: 'bad', code: 'YB-LNK-001' })
    for (const { state, next } of Object.values(found)) if (state === 'bad') expect(next).toBeTruthy()
    expect(existsSync(join(folder, 'printer.toml'))).toBe(false)
  })

  it('finds a printer that confirms (tier A), keeps its profile, and prints nothing', async () => {
    expect((await findings()).printer).toMatchObject({ state: 'good' })
    expect(await readFile(join(folder, 'printer.toml'), 'utf8')).toContain('tier = "A"')
    expect(await printer.sheets()).toEqual([])
  })

  it('finds one without process ids (tier B)', async () => {
    await printer.fault('no-process-id')
    expect((await findings()).printer).toMatchObject({ state: 'attention' })
    expect(await readFile(join(folder, 'printer.toml'), 'utf8')).toContain('tier = "B"')
  })

  it('finds one that answers nothing (tier C), which may take no money', async () => {
    await printer.fault('silence')
    const { printer: found } = await findings()
    expect(found?.what).toContain('no money')
    expect(await readFile(join(folder, 'printer.toml'), 'utf8')).toContain('tier = "C"')
  })

  it('says that the roll is empty', async () => {
    await printer.fault('paper-out')
    expect((await findings()).printer).toMatchObject({ state: 'bad', code: 'YB-PRN-101' })
  })

  it('is one line a device for people', async () => {
    const { output } = await doctor(printer.port)
    expect(output.trim().split('\n')).toHaveLength(10)
    expect(output).toMatch(/^✓ printer {2}/m)
  })
})
