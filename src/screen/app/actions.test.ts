import { describe, expect, test } from 'vitest'
import type { Action, View } from '../../wire/view.ts'
import { actionOfKey, choicesOf, places, stillHere } from './actions.ts'
import { fixtures } from './fixtures.ts'

const view = (name: string): View => fixtures.find((fixture) => fixture.name === name)!.view('standing', false)
const names = (placed: readonly { action: Action }[]) => placed.map(({ action }) => action.action)

describe('where actions are drawn', () => {
  test('the pad has delete left of zero and confirm right of it, in whatever order they came', () => {
    const { actions } = view('pin-0')
    const order = '1 2 3 4 5 6 7 8 9'.split(' ').map((digit) => `digit:${digit}`)
    expect(names(places(actions).pad)).toEqual([...order, 'delete', 'digit:0', 'confirm'])
    expect(names(places(actions.toReversed()).pad)).toEqual([...order, 'delete', 'digit:0', 'confirm'])
  })

  test('help stands apart from the other keys of the foot', () => {
    const { help, foot } = places(view('balance').actions)
    expect(names(help)).toEqual(['help'])
    expect(names(foot)).toEqual(['back', 'finish'])
  })

  test('hidden actions and actions without a place are not drawn', () => {
    const drawn = places([...view('home').actions, { action: 'secret', label: 'x', enabled: true }])
    const all = [drawn.main, drawn.pad, drawn.help, drawn.foot].flatMap(names)
    expect(all).not.toContain('extend')
    expect(all).not.toContain('secret')
  })

  test('a key keeps its place in the view, so that a tap finds its action again', () => {
    const { actions } = view('pin-0')
    for (const { action, index } of places(actions).pad) expect(actions[index]).toBe(action)
  })

  test('one key with an icon is a wide key, four with icons are a menu', () => {
    expect(choicesOf(places(view('balance').actions).main)).toEqual([])
    expect(names(choicesOf(places(view('home').actions).main))).toEqual(['inquiry', 'pay', 'certificate', 'more'])
  })
})

describe('what a key of the keyboard means', () => {
  test('a digit is a digit only where digits are asked for', () => {
    expect(actionOfKey(view('pin-0'), '7')?.action).toBe('digit:7')
    expect(actionOfKey(view('home'), '7')).toBeUndefined()
  })

  test('a disabled action has no key', () => {
    expect(actionOfKey(view('pin-6'), '7')).toBeUndefined()
    expect(actionOfKey(view('pin-3'), 'Enter')).toBeUndefined()
  })

  test('Enter confirms, or does the one thing a screen proposes', () => {
    expect(actionOfKey(view('pin-6'), 'Enter')?.action).toBe('confirm')
    expect(actionOfKey(view('standby'), 'Enter')?.action).toBe('start')
    expect(actionOfKey(view('more'), 'Enter')).toBeUndefined()
  })

  test('Escape goes one step back and ends the visit only when there is no step back', () => {
    expect(actionOfKey(view('balance'), 'Escape')?.action).toBe('back')
    expect(actionOfKey(view('pin-3'), 'Escape')?.action).toBe('cancel')
  })

  test('anything else says that someone is there', () => {
    expect(actionOfKey(view('balance'), 'ArrowDown')).toBeUndefined()
    expect(stillHere(view('balance'))?.action).toBe('extend')
  })
})
