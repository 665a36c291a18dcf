/**
 * No event without an answer: every leaf state of every machine handles every event, itself or through an ancestor, or
 * lists it as ignored with a reason. What a screen offers is handled, and what is ignored as «not offered» is not offered.
 */

import { describe, expect, it } from 'vitest'
import type { AnyStateMachine, StateNode } from 'xstate'
import { inquiryMachine } from './inquiry/machine.ts'
import { printingEventTypes, printingMachine } from './printing/machine.ts'
import { deviceEventTypes } from './session/events.ts'
import { sessionMachine } from './session/machine.ts'
import { patienceEventTypes, patienceMachine } from './session/patience.ts'
import { sessionTaps, tapEventTypes } from './taps.ts'

const serviceTaps = tapEventTypes.filter((type) => !(sessionTaps as readonly string[]).includes(type))

const machines: readonly { name: string; machine: AnyStateMachine; events: readonly string[] }[] = [
  { name: 'session', machine: sessionMachine, events: [...tapEventTypes, ...deviceEventTypes] },
  { name: 'patience', machine: patienceMachine, events: patienceEventTypes },
  { name: 'inquiry', machine: inquiryMachine, events: [...serviceTaps, 'PRINTER_CHANGED'] },
  { name: 'printing', machine: printingMachine, events: [...serviceTaps, ...printingEventTypes] },
]

type Node = StateNode<never, never>
interface Meta {
  readonly ignores?: Readonly<Record<string, string>>
  readonly escalates?: string
}

const nodesOf = (node: Node): Node[] => [node, ...Object.values(node.states as Record<string, Node>).flatMap(nodesOf)]
const lineOf = (node: Node): Node[] => [node, ...(node.parent ? lineOf(node.parent as Node) : [])]
const metaOf = (node: Node): Meta => (node.meta ?? {}) as Meta
const handles = (node: Node, event: string): boolean => node.transitions.has(event as never)

describe.each(machines)('every state of $name', ({ machine, events }) => {
  const nodes = nodesOf(machine.root as unknown as Node)
  const leaves = nodes.filter((node) => node.type === 'atomic')

  it('answers every event, or ignores it with a reason', () => {
    const silent = leaves.flatMap((leaf) =>
      events
        .filter((event) => !lineOf(leaf).some((node) => handles(node, event) || metaOf(node).ignores?.[event]))
        .map((event) => `${leaf.id} × ${event}`),
    )
    expect(silent).toEqual([])
  })

  it('does not ignore what it handles itself, except to shut out what it would inherit', () => {
    const contradictions = nodes.flatMap((node) =>
      Object.keys(metaOf(node).ignores ?? {})
        .filter((event) => handles(node, event))
        .filter((event) => node.transitions.get(event as never)?.some((way) => way.target || way.actions.length > 0))
        .map((event) => `${node.id} × ${event}`),
    )
    expect(contradictions).toEqual([])
  })

  it('ignores only events that exist, each with a reason', () => {
    const odd = nodes.flatMap((node) =>
      Object.entries(metaOf(node).ignores ?? {})
        .filter(([event, reason]) => !events.includes(event) || reason.length < 10)
        .map(([event]) => `${node.id} × ${event}`),
    )
    expect(odd).toEqual([])
  })

  it('has no wildcard transition', () => {
    expect(nodes.filter((node) => [...node.transitions.keys()].some((event) => String(event).includes('*')))).toEqual(
      [],
    )
  })

  it('answers the end and the failure of everything it invokes', () => {
    const unanswered = nodes.flatMap((node) =>
      node.invoke.flatMap(({ id, src }) =>
        [`xstate.done.actor.${id}`, `xstate.error.actor.${id}`]
          .filter((event) => !handles(node, event))
          // A callback actor has no end of its own; it tells by events.
          .filter((event) => !(src === 'job' && event.startsWith('xstate.done')))
          .filter((event) => !(event.startsWith('xstate.error') && lineOf(node).some((n) => metaOf(n).escalates)))
          .map((event) => `${node.id} × ${event}`),
      ),
    )
    expect(unanswered).toEqual([])
  })

  it('leads somewhere: every state can be reached', () => {
    const reached = new Set<Node>()
    const visit = (node: Node) => {
      if (reached.has(node)) return
      reached.add(node)
      for (const ancestor of lineOf(node)) {
        for (const ways of ancestor.transitions.values()) {
          for (const way of ways) for (const target of (way.target ?? []) as readonly Node[]) enter(target)
        }
      }
    }
    const enter = (node: Node) => {
      visit(node)
      if (node.type === 'compound') enter((node.initial.target as unknown as Node[])[0]!)
    }
    enter(machine.root as unknown as Node)
    expect(leaves.filter((leaf) => !reached.has(leaf)).map((leaf) => leaf.id)).toEqual([])
  })
})
