/** Serial printers: 8 data bits, no parity, hardware flow control where wired. */
import { spawnSync } from 'node:child_process'
import type { PrinterFace } from './face.ts'
import { openLineFile } from './line-face.ts'

export interface SerialFaceOptions {
  readonly path: string
  readonly baud: number
  /** Without it a slow printer loses bytes when its buffer is full; only for short cables to printers that never are. */
  readonly hardwareFlow?: boolean
}

export const serialFace = (options: SerialFaceOptions): PrinterFace => ({
  name: `serial ${options.path}`,
  open: (events) =>
    openLineFile(
      {
        path: options.path,
        prepare: () => {
          // stty is part of every Debian; a compiled serial library would be one more thing that can fail to install.
          const flow = options.hardwareFlow === false ? '-crtscts' : 'crtscts'
          const words = [
            '-F',
            options.path,
            String(options.baud),
            'raw',
            '-echo',
            'cs8',
            '-parenb',
            '-cstopb',
            flow,
            'clocal',
          ]
          const set = spawnSync('stty', words, { encoding: 'utf8' })
          // A pseudo terminal knows no flow lines; it says so and works without.
          if (set.status !== 0 && !/crtscts|unable to perform all/.test(set.stderr ?? '')) throw new Error('stty')
        },
      },
      events,
    ),
})
