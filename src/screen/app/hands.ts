/**
 * Fingers and keyboard. A key acts when the finger that went down on it goes up on it; every finger is followed by
 * itself, so ten fingers are ten taps and none hides another. Listeners stand on the document, because a view may
 * replace a key while a finger rests on it: such a finger has lost its key and does nothing.
 */
import type { Action, Tap, View } from '../../wire/view.ts'
import { actionOfKey, stillHere } from './actions.ts'

/** A finger may slip this far over the edge of a key (CSS pixels); less than half the gap between keys. */
const slip = 6
/**
 * Many members tap twice, as on a computer. The second tap must not press what has just appeared under the finger:
 * within this time (ms) and distance (CSS pixels) after a tap that led to another screen it is dropped.
 */
const doubleTapTime = 300
const doubleTapDistance = 40

/** These may push a long text up and down. */
const scrollKeys = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'])

interface Finger {
  readonly key: HTMLElement | undefined
  readonly seq: number
}

interface LastTap {
  readonly screen: string
  readonly at: number
  readonly x: number
  readonly y: number
}

const keyAt = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element && target.closest<HTMLElement>('[data-key]')) || undefined

const isWithin = (key: HTMLElement, x: number, y: number): boolean => {
  const box = key.getBoundingClientRect()
  return x >= box.left - slip && x <= box.right + slip && y >= box.top - slip && y <= box.bottom + slip
}

const randomPart = (): string =>
  [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** @param current the view on the screen now, or undefined while the service is gone */
export const listenToHands = (current: () => View | undefined, send: (tap: Tap) => void): void => {
  const origin = randomPart()
  let count = 0
  let lastTap: LastTap | undefined
  const fingers = new Map<number, Finger>()

  const tap = (action: Action | undefined, seq: number) => {
    if (!action) return
    count += 1
    const data = action.data
    send({ action: action.action, seq, tapId: `${origin}-${count}`, ...(data ? { data } : {}) })
  }

  const pressKey = (view: View, key: HTMLElement) => {
    const action = view.actions[Number(key.dataset.key)]
    tap(action?.enabled ? action : stillHere(view), view.seq)
  }

  const isHeld = (key: HTMLElement) => [...fingers.values()].some((finger) => finger.key === key)
  const show = (key: HTMLElement | undefined, pressed: boolean) => key?.toggleAttribute('data-pressed', pressed)

  const isSecondOfDoubleTap = (view: View, event: PointerEvent) =>
    lastTap !== undefined &&
    lastTap.screen !== view.screen &&
    event.timeStamp - lastTap.at < doubleTapTime &&
    Math.hypot(event.clientX - lastTap.x, event.clientY - lastTap.y) < doubleTapDistance

  document.addEventListener('pointerdown', (event) => {
    const view = current()
    if (!view || event.button !== 0) return
    if (isSecondOfDoubleTap(view, event)) return
    const key = keyAt(event.target)
    if (key && isHeld(key)) return
    fingers.set(event.pointerId, { key, seq: view.seq })
    show(key, true)
  })

  document.addEventListener(
    'pointermove',
    (event) => {
      const key = fingers.get(event.pointerId)?.key
      if (key) show(key, isWithin(key, event.clientX, event.clientY))
    },
    { passive: true },
  )

  document.addEventListener('pointerup', (event) => {
    const finger = fingers.get(event.pointerId)
    fingers.delete(event.pointerId)
    show(finger?.key, false)
    const view = current()
    if (!finger || !view) return
    const { key, seq } = finger
    if (!key) {
      tap(stillHere(view), view.seq)
    } else if (key.isConnected && seq === view.seq && isWithin(key, event.clientX, event.clientY)) {
      lastTap = { screen: view.screen, at: event.timeStamp, x: event.clientX, y: event.clientY }
      pressKey(view, key)
    }
  })

  // The browser takes a finger over when it pushes a long text up; someone is there all the same.
  document.addEventListener('pointercancel', (event) => {
    const finger = fingers.get(event.pointerId)
    fingers.delete(event.pointerId)
    show(finger?.key, false)
    const view = current()
    if (finger && view) tap(stillHere(view), view.seq)
  })

  // A window that loses the focus may never tell where a finger went; a key must not stay held for ever.
  window.addEventListener('blur', () => {
    for (const { key } of fingers.values()) show(key, false)
    fingers.clear()
  })

  // Assistive devices and the keyboard press a focused key by a click without a pointer (detail 0).
  document.addEventListener('click', (event) => {
    const view = current()
    const key = keyAt(event.target)
    if (view && key && event.detail === 0) pressKey(view, key)
  })

  document.addEventListener('keydown', (event) => {
    const view = current()
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === 'Tab' || event.key === 'Shift') return
    const focused = keyAt(document.activeElement)
    const pressesFocused = focused && (event.key === 'Enter' || event.key === ' ')
    if (!scrollKeys.has(event.key) && (event.repeat || !pressesFocused)) event.preventDefault()
    if (event.repeat || pressesFocused || !view) return
    tap(actionOfKey(view, event.key) ?? stillHere(view), view.seq)
  })

  // A finger must not leave the focus behind: the next Enter of a keyboard would press that key again.
  document.addEventListener('mousedown', (event) => event.preventDefault())
  for (const name of ['contextmenu', 'dragstart', 'selectstart'])
    document.addEventListener(name, (event) => event.preventDefault())
}
