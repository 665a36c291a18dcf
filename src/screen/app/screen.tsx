/** The one frame around every screen: head, path line, question, blocks, keys, foot. */
import { useRef } from 'preact/hooks'
import type { View } from '../../wire/view.ts'
import { choicesOf, type Places, places } from './actions.ts'
import { Blocks } from './blocks.tsx'
import { useFit } from './fit.ts'
import { ToneIcon } from './icons.tsx'
import { Key, MainKeys, Pad } from './keys.tsx'
import { Warning } from './warning.tsx'

const titleId = 'title'

const Head = ({ view, elderMark }: { view: View; elderMark: string }) => {
  const { frame, elder } = view.data
  return (
    <header class="head">
      <div class="head-agency">
        <strong data-long={frame.agencyName.length > 12 ? '' : undefined}>{frame.agencyName}</strong>
        {elder && <span class="elder-mark">{elderMark}</span>}
      </div>
      <div class="head-terminal">{frame.terminalName}</div>
      <div class="head-site">{frame.siteName}</div>
      <div class="head-id">
        <span>{frame.terminalId}</span>
        <time>{frame.time}</time>
      </div>
    </header>
  )
}

const Path = ({ view }: { view: View }) => {
  const { steps, warning } = view.data
  const line = useRef<HTMLOListElement>(null)
  useFit(line)
  return (
    <div class="path">
      {steps && (
        <ol class="steps" ref={line} aria-hidden={warning ? 'true' : undefined}>
          {steps.labels.map((label, place) => (
            <li
              key={label}
              data-state={place < steps.current ? 'done' : place === steps.current ? 'now' : 'next'}
              aria-current={place === steps.current ? 'step' : undefined}
            >
              <span class="step-number">{place + 1}</span>
              <span class="step-label">{label}</span>
            </li>
          ))}
        </ol>
      )}
      {warning && <Warning warning={warning} />}
    </div>
  )
}

/**
 * A low screen in large type has room for a picture or for what the picture stands beside; then the facts stay.
 */
const blocksWithRoom = ({ data: { blocks, elder, frame } }: View): View['data']['blocks'] => {
  const holdsRecords = blocks.some(({ block }) => block === 'facts' || block === 'list' || block === 'amount')
  return elder && frame.model === 'portable' && holdsRecords
    ? blocks.filter(({ block }) => block !== 'picture')
    : blocks
}

const Content = ({ view }: { view: View }) => {
  const { title, lead, frame } = view.data
  const blocks = blocksWithRoom(view)
  const place = useRef<HTMLElement>(null)
  useFit(place)
  return (
    <main class="content" ref={place}>
      <div class="question">
        <h1 id={titleId} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      <Blocks blocks={blocks} labelledBy={titleId} />
      {frame.notices.length > 0 && (
        <div class="frame-notices" role="status">
          {frame.notices.map((text) => (
            <p key={text}>
              <ToneIcon tone="info" />
              <span>{text}</span>
            </p>
          ))}
        </div>
      )}
    </main>
  )
}

const Keys = ({ view, main, pad }: { view: View } & Pick<Places, 'main' | 'pad'>) => {
  const place = useRef<HTMLDivElement>(null)
  useFit(place)
  return (
    <div class="keys" ref={place}>
      {pad.length > 0 && <Pad pad={pad} />}
      {main.length > 0 && <MainKeys main={main} view={view} />}
    </div>
  )
}

const Foot = ({ view, help, foot }: { view: View } & Pick<Places, 'help' | 'foot'>) => (
  <footer class="foot">
    <div class="foot-help">
      {help.map((placed) => (
        <Key key={placed.action.action} placed={placed} />
      ))}
    </div>
    <div class="foot-phone">
      <span>{view.data.frame.phoneLabel}</span>
      <strong>{view.data.frame.phone}</strong>
    </div>
    <div class="foot-keys">
      {foot.map((placed) => (
        <Key key={`${placed.action.action} ${placed.index}`} placed={placed} />
      ))}
    </div>
  </footer>
)

/** How the free room is shared out: by what a view holds, never by which screen it is. */
const layoutOf = (view: View, { main, pad }: Places): 'pad' | 'menu' | 'page' => {
  if (pad.length > 0) return 'pad'
  const onlyWords = view.data.blocks.every(({ block }) => block === 'notice' || block === 'paragraph')
  return onlyWords && choicesOf(main).length > 0 ? 'menu' : 'page'
}

export const Screen = ({ view, elderMark }: { view: View; elderMark: string }) => {
  const sorted = places(view.actions)
  return (
    <div class="stage" data-screen={view.screen} data-seq={view.seq} data-layout={layoutOf(view, sorted)}>
      <Head view={view} elderMark={elderMark} />
      <Path view={view} />
      <Content view={view} />
      <Keys view={view} main={sorted.main} pad={sorted.pad} />
      <Foot view={view} help={sorted.help} foot={sorted.foot} />
    </div>
  )
}

/** While the service does not answer. Nothing of the last screen stays. */
export const Recovering = ({ text }: { text: string }) => (
  <div class="recovering" role="status">
    <span class="recovering-ring" aria-hidden="true" />
    <p>{text}</p>
  </div>
)
