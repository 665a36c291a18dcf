/**
 * A pcscd of our own with vsmartcard's virtual reader in it: started, stopped and restarted as a test or the demo needs
 * it, beside whatever pcscd the machine runs. Private are its socket (handed over as systemd would do it), its
 * configuration and the TCP ports of the virtual slots. It ends with the process that started it, however that ends.
 *
 * Needs Debian's pcscd and vsmartcard-vpcd; `perl` and `setpriv` are part of every Debian.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const pcscdPath = '/usr/sbin/pcscd'
const driverFolder = '/usr/lib/pcsc/drivers/serial'
const driverPath = `${driverFolder}/libifdvpcd.so`
const nobody = 65534
const folderPrefix = 'yibao-pcscd-'

export interface VirtualPcscd {
  /** For {@link createPcscLink}. */
  readonly socket: string
  /** Name of the first virtual slot; the second ends in 01. */
  readonly reader: string
  /** TCP port of the first virtual slot; the second has the next. */
  readonly port: number
  readonly running: boolean
  stop(): Promise<void>
  /** @param withReader false: the service runs, but its reader is unplugged */
  restart(withReader?: boolean): Promise<void>
  /** Stops it and removes its files. */
  close(): Promise<void>
}

/** What this machine lacks for a virtual pcscd, as Debian packages; empty when it is possible. */
export const missingForPcscd = (): string[] => [
  ...(existsSync(pcscdPath) ? [] : ['pcscd']),
  ...(existsSync(driverFolder) && readdirSync(driverFolder).some((file) => file.startsWith('libifdvpcd.so'))
    ? []
    : ['vsmartcard-vpcd']),
]

/** Makes the listening socket file descriptor 3, as sd_listen_fds(3) wants it, and becomes pcscd. */
const handOver = `
use Socket; $^F = 9; my ($path, @command) = @ARGV; unlink $path;
my $s; socket($s, AF_UNIX, SOCK_STREAM, 0) && bind($s, pack_sockaddr_un($path)) && listen($s, 16) or die "socket: $!";
fileno($s) == 3 or die "socket is not 3";
$ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec { $command[0] } @command; die "exec: $!";
`

/** libpcsclite remembers the first socket it was told for as long as the process lives, so all starts share one path. */
let folderOfProcess: string | null = null
let started = false

const makeFolder = (): string => {
  removeLeftFolders()
  if (folderOfProcess === null) folderOfProcess = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  else mkdirSync(folderOfProcess)
  return folderOfProcess
}

/** Throws when pcscd or the virtual reader is not installed or does not start, or when one was started already. */
export const startPcscd = async (): Promise<VirtualPcscd> => {
  const missing = missingForPcscd()
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}`)
  if (started) throw new Error('one process can talk to one pcscd only')
  started = true
  // Short and open to `nobody`, whom pcscd runs as: so it cannot touch the files of the machine's own pcscd.
  const folder = makeFolder()
  const socket = join(folder, 'pcscd.comm')
  const isRoot = process.getuid?.() === 0
  chmodSync(folder, 0o755)
  if (isRoot) chownSync(folder, nobody, nobody)
  let port = 0
  let child: ChildProcess | null = null

  const configure = (withReader: boolean): string => {
    const configuration = join(folder, withReader ? 'with-reader' : 'without-reader')
    mkdirSync(configuration, { recursive: true })
    if (!withReader) return configuration
    const hex = `0x${port.toString(16).toUpperCase()}`
    const lines = [
      'FRIENDLYNAME "Virtual PCD"',
      `DEVICENAME /dev/null:${hex}`,
      `LIBPATH ${driverPath}`,
      `CHANNELID ${hex}`,
    ]
    writeFileSync(join(configuration, 'vpcd'), `${lines.join('\n')}\n`)
    return configuration
  }

  const launch = async (withReader: boolean): Promise<void> => {
    const user = isRoot ? [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : []
    const command = [pcscdPath, '--foreground', '--info', '--config', configure(withReader), ...polkitOption()]
    child = spawn('setpriv', [...user, '--pdeathsig', 'TERM', 'perl', '-e', handOver, socket, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await readiness(child)
  }

  const stop = async (): Promise<void> => {
    const stopping = child
    child = null
    if (stopping === null || stopping.exitCode !== null || stopping.signalCode !== null) return
    const ended = new Promise<void>((resolve) => stopping.once('exit', () => resolve()))
    stopping.kill('SIGTERM')
    const late = setTimeout(() => stopping.kill('SIGKILL'), 3000)
    await ended
    clearTimeout(late)
  }

  const close = async (): Promise<void> => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
    started = false
  }

  for (let attempt = 1; ; attempt += 1) {
    try {
      port = await freePortPair()
      await launch(true)
      break
    } catch (error) {
      await stop()
      // Somebody else may have taken a port between the look and the start.
      if (attempt < 5) continue
      await close()
      throw error
    }
  }

  return {
    socket,
    reader: 'Virtual PCD 00 00',
    get port() {
      return port
    },
    get running() {
      return child !== null && child.exitCode === null && child.signalCode === null
    },
    stop,
    async restart(withReader = true) {
      await stop()
      await launch(withReader)
    },
    close,
  }
}

/** Resolves when pcscd says that it is ready; rejects when it ends, cannot use a port, or takes more than 10 s. */
const readiness = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    const settle = (error?: Error): void => {
      clearTimeout(late)
      child.off('exit', ended)
      child.off('error', settle)
      if (error === undefined) resolve()
      else reject(error)
    }
    const late = setTimeout(() => settle(new Error(`pcscd is not ready after 10 s: ${said}`)), 10_000)
    const ended = (): void => settle(new Error(`pcscd ended: ${said}`))
    child.once('exit', ended)
    child.once('error', settle)
    // Read on after it is ready, or the pipe fills and pcscd stands still.
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (text: string) => {
        said = (said + text).slice(-2000)
        if (/Address already in use|Open Port .* Failed/i.test(said)) settle(new Error(`pcscd: ${said}`))
        else if (said.includes('daemon ready')) settle()
      })
    }
  })

let knownOption: string[] | null = null
/** Later versions of pcscd ask polkit whether a client may talk to them. */
const polkitOption = (): string[] => {
  knownOption ??= execFileSync(pcscdPath, ['--help'], { encoding: 'utf8' }).includes('--disable-polkit')
    ? ['--disable-polkit']
    : []
  return knownOption
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })

const freePortPair = async (): Promise<number> => {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer()
      server.once('error', reject)
      server.listen(0, () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
      })
    })
    if (port < 65_535 && (await isFree(port)) && (await isFree(port + 1))) return port
  }
}

/** A run that was killed could not remove its folder; its pcscd ended with it. */
const removeLeftFolders = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1]
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {} // another user's
  }
}
