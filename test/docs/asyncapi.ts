/** docs/asyncapi.yaml: the line between terminal and agency for other makers, derived from the schemas of src/wire. */
import { z } from 'zod'
import { faultCatalogue } from '../../src/domain/faults.ts'
import { rpcCodes, subprotocol } from '../../src/wire/frame.ts'
import { closeCodes, terminalActions } from '../../src/wire/messages.ts'
import { publicQueryNames, queries } from '../../src/wire/queries.ts'

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined }

const key = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name))
/** Block style for what has parts, JSON for what has none; JSON scalars are YAML scalars. */
const yaml = (value: Value, indent = ''): string => {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []'
    if (value.every((one) => typeof one !== 'object')) return ` ${JSON.stringify(value)}`
    return value.map((one) => `\n${indent}-${yaml(one as Value, `${indent}  `).replace(/^\n\s*/, ' ')}`).join('')
  }
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  if (entries.length === 0) return ' {}'
  return entries.map(([name, inner]) => `\n${indent}${key(name)}:${yaml(inner as Value, `${indent}  `)}`).join('')
}

/** zod writes «any JSON» as a recursive definition of the schema's own; here it is the schema without a demand. */
const anyJson = (value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => anyJson(one as Value))
  const parts = value as { readonly [key: string]: Value }
  if (typeof parts.$ref === 'string') return {}
  return Object.fromEntries(Object.entries(parts).map(([name, inner]) => [name, anyJson(inner)]))
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Value => {
  const {
    $schema: _,
    definitions = {},
    ...found
  } = z.toJSONSchema(schema, { target: 'draft-7', io }) as {
    readonly [key: string]: Value
  }
  const recursive = Object.values(definitions as { readonly [key: string]: Value })
  if (recursive.some((one) => !JSON.stringify(one).startsWith('{"anyOf":[{"type":"string"},{"type":"number"}')))
    throw new Error('a schema of the line is recursive: give it a place under components')
  return anyJson(found)
}

const reference = (path: string): Value => ({ $ref: `#/${path}` })
/** A frame is an array of fixed places. */
const frame = (...places: readonly Value[]): Value => ({
  type: 'array',
  items: places,
  minItems: places.length,
  maxItems: places.length,
})
const messageId: Value = { type: 'string', maxLength: 36, description: 'chosen by the caller, repeated in the answer' }

const actions = Object.entries(terminalActions)
const errorCodes = Object.entries(faultCatalogue).filter(([code]) => /^YB-(AGY|LNK)-/.test(code))

const messages = (): Value => ({
  ...Object.fromEntries(
    actions.flatMap(([name]) => [
      [
        `${name}Call`,
        {
          title: `${name}, call`,
          payload: frame({ const: 2 }, messageId, { const: name }, reference(`components/schemas/${name}Request`)),
        },
      ],
      [
        `${name}Result`,
        {
          title: `${name}, result`,
          payload: frame({ const: 3 }, messageId, reference(`components/schemas/${name}Answer`)),
        },
      ],
    ]),
  ),
  CallError: {
    title: 'error in place of a result',
    description: 'Code and description as in OCPP-J; details.code is the one to act on, see docs/troubleshooting.md.',
    payload: frame(
      { const: 4 },
      messageId,
      { type: 'string', enum: [...rpcCodes] },
      { type: 'string' },
      {
        type: 'object',
        properties: { code: { type: 'string', enum: errorCodes.map(([code]) => code) } },
      },
    ),
  },
})

const schemas = (): Value =>
  Object.fromEntries([
    ...actions.flatMap(([name, { request, answer }]) => [
      [`${name}Request`, jsonSchema(request, 'input')],
      [`${name}Answer`, jsonSchema(answer, 'output')],
    ]),
    ...Object.entries(queries).flatMap(([name, { parameters, answer }]) => [
      [`query.${name}.parameters`, jsonSchema(parameters, 'input')],
      [`query.${name}.answer`, jsonSchema(answer, 'output')],
    ]),
  ])

const operations = (): Value =>
  Object.fromEntries(
    actions.map(([name]) => [
      `call${name}`,
      {
        action: 'send',
        channel: reference('channels/line'),
        messages: [reference(`channels/line/messages/${name}Call`)],
        reply: {
          channel: reference('channels/line'),
          messages: [reference(`channels/line/messages/${name}Result`), reference('channels/line/messages/CallError')],
        },
      },
    ]),
  )

const about = `Seen from the terminal, which opens the connection. One WebSocket a terminal, subprotocol ${subprotocol}, \
text frames, OCPP-J framing. Nothing but Boot is answered before a Boot was accepted. Money in integer fen, dates ISO, \
times in ms since 1970, durations in ms. The parameters and the answer of Query have the schemas query.NAME.parameters \
and query.NAME.answer; without a member session only ${publicQueryNames.join(', ')} can be asked. Close codes: \
${Object.entries(closeCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')}.`

/** @param version of the package */
export const asyncapi = (version: string): string => {
  const document: Value = {
    asyncapi: '3.0.0',
    info: { title: 'The line between a terminal and its agency', version, description: about },
    servers: {
      agency: { host: 'agency.example:8700', protocol: 'wss', description: 'plain ws is allowed on loopback only' },
    },
    channels: {
      line: {
        address: '/terminal/{terminalId}',
        parameters: { terminalId: { description: 'as registered at the agency, percent-encoded' } },
        messages: Object.fromEntries(
          Object.keys(messages() as object).map((name) => [name, reference(`components/messages/${name}`)]),
        ),
      },
    },
    operations: operations(),
    components: { messages: messages(), schemas: schemas() },
  }
  return `# Generated from src/wire by \`npm run docs\`; do not edit.${yaml(document)}\n`
}
