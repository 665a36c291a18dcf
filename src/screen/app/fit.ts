import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** See `data-tight` in styles/: 1 takes room from between things, 2 also from the largest type. */
const tightest = 2

const runsOver = (element: HTMLElement) =>
  element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth

/** Long words get the room of ornaments before anything is cut or has to be scrolled. */
export const useFit = (place: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    delete element.dataset.tight
    for (let level = 1; level <= tightest && runsOver(element); level += 1) element.dataset.tight = String(level)
    element.toggleAttribute('data-scrolls', runsOver(element))
  })
}
