/** The screen of the terminal in a frame, at its own size and shrunk to the room there is. */
import { make } from './dom.ts'
import type { ShownScreen } from './interface.ts'
import type { Live } from './panels.ts'

const sizes = { standing: [1080, 1920], portable: [1280, 800] } as const

export const terminal = (): Live<ShownScreen> => {
  const frame = make('iframe', { src: '/', title: 'Screen of the terminal' })
  const bezel = make('div', { className: 'bezel' }, frame)
  const caption = make('p', { className: 'quiet caption' })
  const element = make('section', { className: 'terminal' }, bezel, caption)
  let model: keyof typeof sizes = 'standing'

  const shrink = () => {
    const [width, height] = sizes[model]
    const room = element.getBoundingClientRect()
    // The wide screen stands above the panels, which must stay in sight.
    const most = model === 'portable' ? innerHeight * 0.55 : innerHeight - 96
    const scale = Math.min(room.width / width, most / height)
    frame.width = String(width)
    frame.height = String(height)
    frame.style.transform = `scale(${scale})`
    bezel.style.width = `${width * scale}px`
    bezel.style.height = `${height * scale}px`
  }
  new ResizeObserver(shrink).observe(document.documentElement)
  queueMicrotask(shrink)

  return {
    element,
    update({ screen, seq, data }) {
      caption.textContent = `${screen} · seq ${seq}`
      const now = data?.frame?.model ?? model
      if (now === model) return
      model = now
      element.dataset.model = now
      shrink()
    },
  }
}
