/** docs/flows.md: a diagram of every machine under flows/, drawn from the machine itself. */
import type { AnyStateMachine, StateNode } from 'xstate'

export interface FlowOfDocument {
  readonly title: string
  /** One or two sentences. */
  readonly about: string
  readonly machine: AnyStateMachine
}

type Node = StateNode<never, never>
interface Way {
  readonly from: Node
  readonly to: Node
  readonly label: string
}

const childrenOf = (node: Node): readonly Node[] => Object.values(node.states as Record<string, Node>)
const nodesOf = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(nodesOf)]
const nameOf = (node: Node): string => node.path.join('_')

/** TAP_BACK → «back», CARD_REMOVED → «card removed», ends and failures of actors and delays in words. */
const eventWords = (node: Node, event: string): string => {
  const actor = node.invoke.find(({ id }) => event.endsWith(`.${id}`))
  const source = actor === undefined ? '' : words(typeof actor.src === 'string' ? actor.src : actor.id)
  if (event.startsWith('xstate.done.actor')) return `${source} done`
  if (event.startsWith('xstate.error.actor')) return `${source} failed`
  const delay = /^xstate\.after\.([^.]+)/.exec(event)?.[1]
  if (delay !== undefined) return `after ${words(delay)}`
  if (event.startsWith('xstate.')) return event.slice('xstate.'.length)
  return event.replace(/^TAP_/, 'tap ').replaceAll('_', ' ').toLowerCase()
}

const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

const waysOf = (node: Node): readonly Way[] =>
  [...node.transitions].flatMap(([event, transitions]) =>
    transitions.flatMap(({ target, guard }) => {
      const condition =
        guard === undefined
          ? ''
          : ` [${words(typeof guard === 'string' ? guard : 'type' in guard ? guard.type : 'condition')}]`
      return ((target ?? []) as readonly Node[]).map((to) => ({
        from: node,
        to,
        label: eventWords(node, String(event)) + condition,
      }))
    }),
  )

/** Ways between the same two states share one arrow. */
const arrows = (ways: readonly Way[], indent: string): readonly string[] => {
  const labels = new Map<string, string[]>()
  for (const { from, to, label } of ways) {
    const arrow = `${nameOf(from)} --> ${nameOf(to)}`
    labels.set(arrow, [...(labels.get(arrow) ?? []), label])
  }
  return [...labels].map(([arrow, all]) => `${indent}${arrow}: ${[...new Set(all)].join(' · ')}`)
}

const drawn = (node: Node, indent: string): readonly string[] => {
  const inside = childrenOf(node)
  const inner = `${indent}  `
  const start = node.type === 'compound' ? (node.initial.target as unknown as readonly Node[])[0] : undefined
  const body = [
    ...(start === undefined ? [] : [`${inner}[*] --> ${nameOf(start)}`]),
    ...inside.flatMap((child) => (child.type === 'final' ? [] : drawn(child, inner))),
    ...inside.filter((child) => child.type === 'final').map((child) => `${inner}${nameOf(child)} --> [*]`),
  ]
  if (node.path.length === 0) return body
  if (inside.length === 0) return [`${indent}${nameOf(node)}: ${words(node.key)}`]
  return [`${indent}state ${nameOf(node)} {`, ...body, `${indent}}`]
}

const section = ({ title, about, machine }: FlowOfDocument): string => {
  const root = machine.root as unknown as Node
  const ways = nodesOf(root)
    .filter((node) => node !== root)
    .flatMap(waysOf)
  const everywhere = waysOf(root).map(({ to, label }) => `* ${label} → ${words(to.key)}`)
  return [
    `## ${title}`,
    '',
    about,
    '',
    ...(everywhere.length === 0 ? [] : ['From every state that does not say otherwise:', '', ...everywhere, '']),
    '```mermaid',
    'stateDiagram-v2',
    ...drawn(root, ''),
    ...arrows(ways, '  '),
    '```',
    '',
  ].join('\n')
}

export const flowsDocument = (flows: readonly FlowOfDocument[]): string => `# What a member does

<!-- Generated from the machines under flows/ by \`npm run docs\`; do not edit. -->

Each diagram is one machine. A state is named by what the member sees, an arrow by what happened; conditions stand in
brackets. What changes no state (typing a digit, a printer that reports progress) is left out.

${flows.map(section).join('\n')}`
