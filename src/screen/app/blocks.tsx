/** One component a block. A block says what it is in words; colour and shape only repeat it. */
import type { Block, View } from '../../wire/view.ts'
import { splitAmount } from './amount.ts'
import { ToneIcon } from './icons.tsx'
import { Picture } from './pictures.tsx'

type Of<B extends Block['block']> = Extract<Block, { block: B }>

const Amount = ({ block }: { block: Of<'amount'> }) => {
  const { before, number, after } = splitAmount(block.text)
  return (
    <div class="amount panel" data-name={block.name}>
      <div class="amount-label">{block.label}</div>
      <div class="amount-text" data-long={number.length > 11 ? (number.length > 15 ? '2' : '1') : undefined}>
        {before && <small>{before}</small>}
        <b>{number}</b>
        {after && <small>{after}</small>}
      </div>
      {block.below && <div class="amount-below">{block.below}</div>}
    </div>
  )
}

const Facts = ({ block }: { block: Of<'facts'> }) => (
  <dl class="facts panel">
    {block.rows.map((row) => (
      <div key={row.name} class="fact" data-name={row.name} data-tone={row.tone ?? 'plain'}>
        <dt>{row.label}</dt>
        <dd>
          <ToneIcon tone={row.tone ?? 'plain'} />
          {row.text}
        </dd>
      </div>
    ))}
  </dl>
)

/** Only the number of digits is known here; the digits themselves never come back from the service. */
const Pin = ({ block, labelledBy }: { block: Of<'pin'>; labelledBy: string }) => (
  <div
    class="pin"
    role="progressbar"
    aria-labelledby={labelledBy}
    aria-valuemin={0}
    aria-valuenow={block.count}
    aria-valuemax={block.length}
  >
    {Array.from({ length: block.length }, (_, place) => (
      <span key={place} class="pin-place" data-filled={place < block.count ? '' : undefined} />
    ))}
  </div>
)

const Progress = ({ block, labelledBy }: { block: Of<'progress'>; labelledBy: string }) => {
  const known = block.total > 0
  return (
    <div class="progress">
      <div
        class="bar"
        role="progressbar"
        aria-labelledby={labelledBy}
        {...(known ? { 'aria-valuemin': 0, 'aria-valuenow': block.done, 'aria-valuemax': block.total } : {})}
        data-unknown={known ? undefined : ''}
      >
        <span style={known ? { transform: `scaleX(${Math.min(1, block.done / block.total)})` } : {}} />
      </div>
      {block.text && (
        <div class="progress-text" role="status">
          {block.text}
        </div>
      )}
    </div>
  )
}

const Notice = ({ block }: { block: Of<'notice'> }) => (
  <div
    class="notice"
    data-tone={block.tone}
    role={block.tone === 'warning' || block.tone === 'fault' ? 'alert' : 'status'}
  >
    <ToneIcon tone={block.tone} />
    <p>{block.text}</p>
    {block.code && <code>{block.code}</code>}
  </div>
)

const List = ({ block }: { block: Of<'list'> }) => (
  <div class="list panel">
    <ul>
      {block.rows.map((row) => (
        <li key={row.name} data-name={row.name} data-tone={row.tone ?? 'plain'}>
          <div class="row-title">{row.title}</div>
          {row.text && <div class="row-text">{row.text}</div>}
          {row.right && (
            <div class="row-right">
              <ToneIcon tone={row.tone ?? 'plain'} />
              {row.right}
            </div>
          )}
        </li>
      ))}
    </ul>
    {block.pages !== undefined && block.pages > 1 && (
      <div class="list-page">
        {block.page ?? 1} / {block.pages}
      </div>
    )}
  </div>
)

const draw = (block: Block, key: number, labelledBy: string) => {
  switch (block.block) {
    case 'picture':
      return <Picture key={key} name={block.picture} />
    case 'amount':
      return <Amount key={key} block={block} />
    case 'facts':
      return <Facts key={key} block={block} />
    case 'pin':
      return <Pin key={key} block={block} labelledBy={labelledBy} />
    case 'progress':
      return <Progress key={key} block={block} labelledBy={labelledBy} />
    case 'notice':
      return <Notice key={key} block={block} />
    case 'paragraph':
      return (
        <p key={key} class="paragraph">
          {block.text}
        </p>
      )
    case 'list':
      return <List key={key} block={block} />
  }
}

/** @param labelledBy id of the title, the name of bars and places that have no text of their own */
export const Blocks = ({ blocks, labelledBy }: { blocks: View['data']['blocks']; labelledBy: string }) => (
  <>{blocks.map((block, place) => draw(block, place, labelledBy))}</>
)
