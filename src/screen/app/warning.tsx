/** The idle warning: how long the member still has. The browser counts down, the service decides. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { View } from '../../wire/view.ts'

type WarningData = NonNullable<View['data']['warning']>

const stillMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches

export const Warning = ({ warning }: { warning: WarningData }) => {
  const number = useRef<HTMLElement>(null)
  const bar = useRef<HTMLElement>(null)
  const { remainingMs, totalMs } = warning

  useLayoutEffect(() => {
    const endsAt = performance.now() + remainingMs
    const showLeft = () => {
      const left = Math.max(0, endsAt - performance.now())
      if (number.current) number.current.textContent = String(Math.ceil(left / 1000))
      if (bar.current && stillMotion()) bar.current.style.transform = `scaleX(${left / totalMs})`
    }
    showLeft()
    const timer = setInterval(showLeft, 200)
    return () => clearInterval(timer)
  }, [warning])

  useEffect(() => {
    if (stillMotion()) return
    const run = bar.current?.animate([{ transform: `scaleX(${remainingMs / totalMs})` }, { transform: 'scaleX(0)' }], {
      duration: remainingMs,
      easing: 'linear',
      fill: 'forwards',
    })
    return () => run?.cancel()
  }, [warning])

  return (
    <div class="warning" role="alert">
      <b class="warning-number" ref={number} aria-hidden="true" />
      <span class="warning-text">{warning.text}</span>
      <i class="warning-bar" ref={bar} />
    </div>
  )
}
