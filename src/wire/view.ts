/**
 * The screen as data. The service pushes the whole view on connect and after each change; the browser draws it and
 * holds nothing of its own. One vocabulary of blocks serves every screen, so a new service needs no browser code.
 */
import { z } from 'zod'

/** Pictures the screen app can draw; people would rather look than read. */
export const pictures = [
  'insertCard',
  'turnCard',
  'takeCard',
  'takePaper',
  'printing',
  'pinPad',
  'wait',
  'person',
  'warning',
  'line',
] as const

/** Icons of choices. */
export const icons = [
  'inquiry',
  'pay',
  'certificate',
  'cardService',
  'more',
  'guide',
  'directory',
  'catalogue',
  'complaint',
  'balance',
  'contributions',
  'print',
  'start',
] as const

const text = z.string().max(2000)

export const blockSchema = z.discriminatedUnion('block', [
  z.strictObject({ block: z.literal('picture'), picture: z.enum(pictures) }),
  /** One big amount of money. `fen` is the truth, `text` what is shown, in yuan. */
  z.strictObject({
    block: z.literal('amount'),
    name: z.string(),
    label: text,
    fen: z.int(),
    text,
    below: text.optional(),
  }),
  z.strictObject({
    block: z.literal('facts'),
    rows: z.array(
      z.strictObject({
        name: z.string(),
        label: text,
        text,
        fen: z.int().optional(),
        tone: z.enum(['plain', 'good', 'warning', 'muted']).optional(),
      }),
    ),
  }),
  /** PIN entry: only the count of digits is ever sent. */
  z.strictObject({ block: z.literal('pin'), count: z.int().min(0).max(6), length: z.literal(6) }),
  z.strictObject({ block: z.literal('progress'), done: z.int().min(0), total: z.int().min(0), text: text.optional() }),
  z.strictObject({
    block: z.literal('notice'),
    tone: z.enum(['info', 'good', 'warning', 'fault']),
    text,
    /** Code to read to the hotline. */
    code: z.string().optional(),
  }),
  z.strictObject({ block: z.literal('paragraph'), text }),
  z.strictObject({
    block: z.literal('list'),
    rows: z.array(
      z.strictObject({
        name: z.string(),
        title: text,
        text: text.optional(),
        right: text.optional(),
        tone: z.enum(['plain', 'good', 'warning', 'muted']).optional(),
      }),
    ),
    page: z.int().optional(),
    pages: z.int().optional(),
  }),
])
export type Block = z.infer<typeof blockSchema>

export const actionSchema = z.strictObject({
  action: z.string(),
  label: text,
  enabled: z.boolean(),
  /** What the tap carries back, for actions that stand more than once on a screen. */
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** How it is drawn; no meaning of its own. */
  look: z
    .strictObject({
      place: z.enum(['main', 'pad', 'foot', 'hidden']),
      weight: z.enum(['primary', 'plain', 'quiet']).optional(),
      icon: z.enum(icons).optional(),
      hint: text.optional(),
    })
    .optional(),
})
export type Action = z.infer<typeof actionSchema>

export const viewSchema = z.strictObject({
  screen: z.string(),
  /** Grows only when what a tap means changes: another screen, other actions or targets. */
  seq: z.int().min(0),
  data: z.strictObject({
    /** The one question or instruction. */
    title: text,
    lead: text.optional(),
    /** Path line, e.g. ①插卡 ②输密码 …; `current` counts from 0. */
    steps: z.strictObject({ labels: z.array(text), current: z.int().min(0) }).optional(),
    blocks: z.array(blockSchema),
    elder: z.boolean(),
    /** Spoken sentence; never personal. */
    voice: text.optional(),
    /** Set while the idle warning runs: time left when this view was pushed, and of how much, in ms. */
    warning: z.strictObject({ remainingMs: z.int().min(0), totalMs: z.int().positive(), text }).optional(),
    /** The frame around every screen. */
    frame: z.strictObject({
      agencyName: text,
      terminalName: text,
      siteName: text,
      terminalId: z.string(),
      phoneLabel: text,
      phone: text,
      /** Wall time shown at the top, HH:MM Beijing. */
      time: z.string(),
      model: z.enum(['standing', 'portable']),
      language: z.string(),
      /** Why some services are missing just now (line down, no paper); empty when all is well. */
      notices: z.array(text),
    }),
  }),
  actions: z.array(actionSchema),
})
export type View = z.infer<typeof viewSchema>
/** What flows produce: the presenter adds `seq` and the frame. */
export type FlowView = {
  readonly screen: string
  readonly data: Omit<View['data'], 'frame' | 'elder' | 'warning'>
  readonly actions: readonly Action[]
}

/** Browser → service. */
export const tapSchema = z.strictObject({
  tap: z.strictObject({
    action: z.string().max(64),
    seq: z.int().min(0),
    tapId: z.string().min(1).max(64).optional(),
    data: z.record(z.string().max(64), z.union([z.string().max(200), z.number()])).optional(),
  }),
})
export type Tap = z.infer<typeof tapSchema>['tap']

/** Service → browser. */
export const screenMessageSchema = z.union([
  z.strictObject({ view: viewSchema }),
  z.strictObject({
    answer: z.strictObject({
      tapId: z.string().optional(),
      ok: z.boolean(),
      seq: z.int(),
      code: z.enum(['stale', 'disabled', 'invalid']).optional(),
    }),
  }),
])
export type ScreenMessage = z.infer<typeof screenMessageSchema>

/** What became of a tap; `seq` is the one in force now. */
export type TapAnswer =
  | { readonly ok: true; readonly seq: number }
  | { readonly ok: false; readonly seq: number; readonly code: 'stale' | 'disabled' | 'invalid' }
