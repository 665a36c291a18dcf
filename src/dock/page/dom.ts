/** Elements in one line each. */
type Child = Node | string | undefined | false

type Properties<T> = Partial<Omit<T, 'style' | 'dataset'>> & { data?: Record<string, string> }

export const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const { data, ...plain } = properties
  const element = Object.assign(document.createElement(tag), plain)
  for (const [name, value] of Object.entries(data ?? {})) element.dataset[name] = value
  element.append(...children.filter((child): child is Node | string => Boolean(child)))
  return element
}

export const panel = (title: string, ...children: readonly Child[]): HTMLElement =>
  make('section', { className: 'panel' }, make('h2', {}, title), ...children)

/** A key that cannot be pressed twice while its work runs, and says when that failed. */
export const button = (label: string, work: () => Promise<unknown>, className = ''): HTMLButtonElement => {
  const element = make('button', { type: 'button', className }, label)
  element.addEventListener('click', () => {
    element.disabled = true
    work()
      .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        element.disabled = false
      })
  })
  return element
}

const line = make('output', { className: 'message' })
let clearing: ReturnType<typeof setTimeout> | undefined

/** The one line for what went wrong; it leaves by itself. */
export const say = (text: string): void => {
  line.textContent = text
  clearTimeout(clearing)
  clearing = setTimeout(() => {
    line.textContent = ''
  }, 8000)
}
export const messageLine = line
