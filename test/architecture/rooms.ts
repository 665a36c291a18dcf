/**
 * The rooms of the house, from the ground up, and what each may import. The first room whose pattern fits is the room
 * of a file. `self` stands for the same folder two levels down (`drivers/card`, `src/link`), so that a device or a
 * part of the upper floor stays by itself.
 */
export interface Room {
  readonly room: string
  readonly files: RegExp
  readonly mayImport: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly typesOnlyOf?: readonly string[]
}

const ground = ['domain', 'wire']

export const rooms: readonly Room[] = [
  // Tests see everything.
  { room: 'tests', files: /^test\/|\.test\.tsx?$|\/testing\//, mayImport: ['*'] },

  // Composition roots: the only places that choose real or simulated parts.
  {
    room: 'roots',
    files: /^src\/(terminal|assembly|agency\/main|journal\/cli)\.ts$|^src\/(terminal|demo)\//,
    mayImport: ['*'],
  },

  // Ground floor.
  { room: 'domain', files: /^src\/domain\//, mayImport: ['domain'] },
  { room: 'wire', files: /^src\/wire\//, mayImport: ground },
  // Readers of config/ files, used by roots and upper floor. Each part declares its own settings; one file joins them.
  { room: 'settings of parts', files: /^src\/[a-z-]+\/settings\.ts$/, mayImport: ['files', ...ground] },
  { room: 'settings', files: /^src\/settings\.ts$/, mayImport: ['settings of parts', 'files', ...ground] },
  { room: 'files', files: /^src\/[a-z-]+\.ts$/, mayImport: ['files', ...ground] },

  // Devices: port (what flows call), links (bytes; roots alone), the logic between them. Each device by itself.
  { room: 'driver ports', files: /^drivers\/[^/]+\/port\.ts$/, mayImport: ['self', ...ground] },
  {
    room: 'driver links',
    files: /^drivers\/[^/]+\/(virtual\/|firmware\/|(pcsc|ccnet|pulse|serial|tcp|usb)(-[a-z-]+)?\.ts$)/,
    mayImport: ['self', ...ground],
  },
  { room: 'drivers', files: /^drivers\//, mayImport: ['self', ...ground] },
  { room: 'documents', files: /^printers\/documents\//, mayImport: ['documents', ...ground] },
  { room: 'printer ports', files: /^printers\/port\.ts$/, mayImport: ['documents', ...ground] },
  {
    room: 'printer links',
    files: /^printers\/(.*\/)?(virtual\/|(tcp|serial|usb)(-[a-z-]+)?\.ts$)/,
    mayImport: ['printer links', 'printers', 'printer ports', 'documents', ...ground],
  },
  // The table of golden papers is a tool: it reads the words as the service does.
  {
    room: 'golden papers',
    files: /^printers\/golden\//,
    mayImport: ['golden papers', 'printers', 'printer ports', 'documents', 'files', ...ground],
  },
  { room: 'printers', files: /^printers\//, mayImport: ['printers', 'printer ports', 'documents', ...ground] },

  // What a member does.
  { room: 'flow ports', files: /^flows\/ports\.ts$/, mayImport: ground },
  {
    room: 'flows',
    files: /^flows\//,
    mayImport: ['flows', 'flow ports', 'driver ports', 'printer ports', 'documents', ...ground],
  },

  // The browser: nothing of the service but the shapes of its messages.
  { room: 'screen app', files: /^src\/screen\/app\//, mayImport: ['screen app'], typesOnlyOf: ['wire'] },

  // What the line needs of the journal, declared like the flows' ports.
  { room: 'line ports', files: /^src\/link\/outbox\.ts$/, mayImport: ground },

  // Upper floor: implements the flows' ports; its parts do not know each other.
  {
    room: 'dock',
    files: /^src\/dock\//,
    mayImport: [
      'dock',
      'flow ports',
      'driver ports',
      'driver links',
      'printer ports',
      'printer links',
      'files',
      ...ground,
    ],
  },
  {
    room: 'upper floor',
    files: /^src\/(screen|link|journal|agency)\//,
    mayImport: ['self', 'flow ports', 'line ports', 'files', ...ground],
    typesOnlyOf: ['driver ports', 'printer ports', 'flows'],
  },

  { room: 'config', files: /^config\//, mayImport: ['config'] },
]

export const roomOf = (path: string): Room => {
  const room = rooms.find(({ files }) => files.test(path))
  if (room === undefined) throw new Error(`${path} stands in no room: give it one in test/architecture/rooms.ts`)
  return room
}

const folder = (path: string): string => path.split('/').slice(0, 2).join('/')

/** @returns why this import is not allowed, or undefined */
export const objection = (from: string, to: string, typeOnly: boolean): string | undefined => {
  const here = roomOf(from)
  const there = roomOf(to)
  if (here.mayImport.includes('*') || here.mayImport.includes(there.room)) return undefined
  if (
    here.mayImport.includes('self') &&
    folder(from) === folder(to) &&
    there.room !== 'tests' &&
    there.room !== 'roots'
  )
    // A device's logic stands above its links and takes one as an argument.
    return here.room === 'drivers' && there.room === 'driver links'
      ? `${here.room} may not import ${there.room}`
      : undefined
  if (typeOnly && here.typesOnlyOf?.includes(there.room)) return undefined
  return `${here.room} may not import ${there.room}`
}
