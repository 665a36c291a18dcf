/** Icons of choices: one line weight, 24 units, drawn in the colour of the text beside them. */
import type { JSX } from 'preact'
import type { Action } from '../../wire/view.ts'

type IconName = NonNullable<NonNullable<Action['look']>['icon']>

const shapes: Record<IconName, JSX.Element> = {
  inquiry: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="M15.4 15.4 21 21" />
    </>
  ),
  pay: (
    <>
      <rect x="2.5" y="6" width="19" height="12" rx="2" />
      <circle cx="12" cy="12" r="2.8" />
      <path d="M6 9.5v5M18 9.5v5" />
    </>
  ),
  certificate: (
    <>
      <path d="M14 2.8H6.5A1.5 1.5 0 0 0 5 4.3v15.4a1.5 1.5 0 0 0 1.5 1.5h11a1.5 1.5 0 0 0 1.5-1.5V7.8z" />
      <path d="M14 2.8v5h5" />
      <path d="m8.8 14.6 2.2 2.2 4.2-4.4" />
    </>
  ),
  cardService: (
    <>
      <rect x="2.5" y="5" width="19" height="14" rx="2.2" />
      <rect x="5.8" y="9.6" width="4.6" height="4.2" rx="0.9" />
      <path d="M13.8 10.4h4.4M13.8 14h2.6" />
    </>
  ),
  more: (
    <>
      <rect x="3.5" y="3.5" width="6.8" height="6.8" rx="1.6" />
      <rect x="13.7" y="3.5" width="6.8" height="6.8" rx="1.6" />
      <rect x="3.5" y="13.7" width="6.8" height="6.8" rx="1.6" />
      <path d="M17.1 14v6.4M13.9 17.2h6.4" />
    </>
  ),
  guide: (
    <>
      <path d="M12 6.2C10.2 4.7 7.4 4.2 3 4.3v14.2c4.4-.1 7.2.4 9 1.9 1.8-1.5 4.6-2 9-1.9V4.3c-4.4-.1-7.2.4-9 1.9z" />
      <path d="M12 6.2v14.2" />
    </>
  ),
  directory: (
    <>
      <path d="M12 21.5c4.6-4.6 7-8.2 7-11.3a7 7 0 1 0-14 0c0 3.1 2.4 6.7 7 11.3z" />
      <path d="M12 7.2v6M9 10.2h6" />
    </>
  ),
  catalogue: (
    <>
      <path d="M9 6h12M9 12h12M9 18h12" />
      <path d="M3.6 6h1.2M3.6 12h1.2M3.6 18h1.2" />
    </>
  ),
  complaint: (
    <>
      <path d="M4.5 4h15A1.5 1.5 0 0 1 21 5.5v10a1.5 1.5 0 0 1-1.5 1.5H11l-4.8 4v-4H4.5A1.5 1.5 0 0 1 3 15.5v-10A1.5 1.5 0 0 1 4.5 4z" />
      <path d="M7.5 8.8h9M7.5 12.4h5.5" />
    </>
  ),
  balance: (
    <>
      <path d="M3 7.2V18a2 2 0 0 0 2 2h14.5a1.5 1.5 0 0 0 1.5-1.5v-9A1.5 1.5 0 0 0 19.5 8H5a2 2 0 0 1-2-2 2 2 0 0 1 2-2h12.5v4" />
      <path d="M16.2 13.8h1.6" />
    </>
  ),
  contributions: (
    <>
      <rect x="3.5" y="4.8" width="17" height="16" rx="2" />
      <path d="M3.5 9.8h17M8.2 2.5v4.4M15.8 2.5v4.4M7.6 13.7h4M7.6 17h8.8" />
    </>
  ),
  print: (
    <>
      <path d="M7 8.5V3h10v5.5M7 17H4.5A1.5 1.5 0 0 1 3 15.5V10a1.5 1.5 0 0 1 1.5-1.5h15A1.5 1.5 0 0 1 21 10v5.5a1.5 1.5 0 0 1-1.5 1.5H17" />
      <path d="M7 13.8h10V21H7zM17.2 11.4h.6" />
    </>
  ),
  start: <path d="M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5" />,
}

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {shapes[name]}
  </svg>
)

type Tone = 'plain' | 'info' | 'good' | 'warning' | 'fault' | 'muted'

const toneShapes: Partial<Record<Tone, JSX.Element>> = {
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11v5.5M12 7.5v.2" />
    </>
  ),
  good: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m8 12.3 2.8 2.8L16.2 9.5" />
    </>
  ),
  warning: (
    <>
      <path d="M12 3.5 22 20.5H2z" />
      <path d="M12 10v4.5M12 17.5v.2" />
    </>
  ),
  fault: (
    <>
      <path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z" />
      <path d="M12 7.5V13M12 16.4v.2" />
    </>
  ),
}

/** The shape that says what the colour says. A plain or muted tone has none. */
export const ToneIcon = ({ tone }: { tone: Tone }) => {
  const shape = toneShapes[tone]
  return shape ? (
    <svg class="icon tone-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shape}
    </svg>
  ) : null
}
