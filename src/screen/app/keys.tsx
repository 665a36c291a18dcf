import type { View } from '../../wire/view.ts'
import type { Placed } from './actions.ts'
import { choicesOf } from './actions.ts'
import { choiceGrid } from './choices.ts'
import { Icon } from './icons.tsx'

/**
 * One key. A disabled key stays focusable and says so (`aria-disabled`), instead of vanishing from the Tab order of a
 * member who cannot see it.
 */
export const Key = ({ placed, choice = false }: { placed: Placed; choice?: boolean }) => {
  const { action, index } = placed
  return (
    <button
      type="button"
      class={choice ? 'key choice' : 'key'}
      data-key={index}
      data-action={action.action}
      data-weight={action.look?.weight ?? 'plain'}
      aria-disabled={action.enabled ? undefined : 'true'}
    >
      {action.look?.icon && <Icon name={action.look.icon} />}
      <span class="key-label">{action.label}</span>
      {choice && action.look?.hint && <span class="key-hint">{action.look.hint}</span>}
    </button>
  )
}

const keyName = ({ action, index }: Placed) => `${action.action} ${index}`

export const MainKeys = ({ main, view }: { main: readonly Placed[]; view: View }) => {
  const choices = choicesOf(main)
  const plain = main.filter((placed) => !choices.includes(placed))
  const { columns, shape } = choiceGrid(choices.length, view.data.frame.model, view.data.elder)
  return (
    <>
      {choices.length > 0 && (
        <div class="choices" data-columns={columns} data-shape={shape}>
          {choices.map((placed) => (
            <Key key={keyName(placed)} placed={placed} choice />
          ))}
        </div>
      )}
      {plain.length > 0 && (
        <div class="wide-keys">
          {plain.map((placed) => (
            <Key key={keyName(placed)} placed={placed} />
          ))}
        </div>
      )}
    </>
  )
}

export const Pad = ({ pad }: { pad: readonly Placed[] }) => (
  <div class="pad">
    {pad.map((placed) => (
      <Key key={keyName(placed)} placed={placed} />
    ))}
  </div>
)
