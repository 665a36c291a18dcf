/** The panels of the bench. Each is an element; those that show what changes also have an `update`. */
import { button, make, panel, say } from './dom.ts'
import { type Card, dock, type Sheet, type Truth } from './interface.ts'

export interface Live<T> {
  readonly element: HTMLElement
  update(value: T): void
}

const yuan = (fen: number): string => `${(fen / 100).toFixed(2)} yuan`

const expected = (card: Card): string =>
  Object.entries(card.expect ?? {})
    .map(([name, value]) => `${name} ${typeof value === 'number' && /fen$/i.test(name) ? yuan(value) : String(value)}`)
    .join(' · ')

export const cardsPanel = (cards: readonly Card[]): HTMLElement => {
  let inSlot: HTMLElement | undefined
  const slot = make('span', { className: 'slot-state' }, 'The slot is empty')
  const show = (tile: HTMLElement | undefined, text: string) => {
    inSlot?.classList.remove('in')
    inSlot = tile
    tile?.classList.add('in')
    slot.textContent = text
  }
  const pull = button('Pull the card', async () => {
    await dock.pull()
    show(undefined, 'The slot is empty')
  })
  const tiles = cards.map((card) => {
    const tile = make('li', { className: 'card-tile', data: { card: card.card } })
    tile.append(
      make('span', { className: 'chip' }),
      make('strong', {}, card.card),
      make('span', { className: 'holder', lang: 'zh-CN' }, card.holder.name),
      make('span', { className: 'pin' }, card.pin && `PIN ${card.pin}`),
      make('p', {}, card.note),
      make('p', { className: 'expect' }, expected(card)),
      button('Insert', async () => {
        await dock.insert(card.card)
        show(tile, `In the slot: ${card.card}`)
      }),
    )
    return tile
  })
  return panel('Cards', make('div', { className: 'slot' }, slot, pull), make('ul', { className: 'cards' }, ...tiles))
}

export const paperPanel = (): Live<readonly Sheet[]> => {
  const roll = make('ol', { className: 'sheets' })
  const empty = make('p', { className: 'quiet' }, 'Nothing has been printed yet.')
  let drawn = ''
  const sheet = ({ n, document: name, complete, qr, png }: Sheet) =>
    make(
      'li',
      { className: complete ? 'sheet' : 'sheet torn' },
      make('img', { src: png.startsWith('/') ? png : `/dock/sheets/${n}.png`, alt: `Sheet ${n}: ${name}` }),
      make('p', {}, `${n} · ${name}${complete ? '' : ' · torn off, not complete'}`),
      ...qr.map((text) => make('code', {}, text)),
    )
  return {
    element: panel('Paper', empty, roll),
    update(sheets) {
      const now = sheets.map(({ n, rows, complete }) => `${n} ${rows} ${complete}`).join()
      if (now === drawn) return
      drawn = now
      empty.hidden = sheets.length > 0
      roll.replaceChildren(...[...sheets].reverse().slice(0, 12).map(sheet))
    },
  }
}

export const faultsPanel = (faults: Readonly<Record<string, readonly string[]>>): HTMLElement => {
  const row = make('input', { type: 'number', min: '0', placeholder: 'now', id: 'fault-row' })
  const switches: HTMLInputElement[] = []
  const toggle = (device: string, fault: string) => {
    const box = make('input', { type: 'checkbox', role: 'switch' })
    switches.push(box)
    box.addEventListener('change', () => {
      // The interface clears all faults at once; one that is on stays until then.
      const at = device === 'printer' && row.value !== '' ? Number(row.value) : undefined
      box.disabled = true
      dock.fault(device, fault, at).catch((error: unknown) => {
        box.checked = box.disabled = false
        say(String(error))
      })
    })
    return make('label', {}, box, fault)
  }
  const devices = Object.entries(faults).map(([device, names]) =>
    make('fieldset', {}, make('legend', {}, device), ...names.map((name) => toggle(device, name))),
  )
  const clear = button('Clear all faults', async () => {
    await dock.clearFaults()
    for (const box of switches) box.checked = box.disabled = false
  })
  return panel(
    'Faults',
    make('label', { className: 'row-field' }, 'Printer faults strike at dot row', row),
    ...devices,
    clear,
  )
}

export const linePanel = (): HTMLElement =>
  panel(
    'Line to the agency',
    make(
      'div',
      { className: 'keys' },
      button('Cut', () => dock.line('cut'), 'danger'),
      button('Up', () => dock.line('up')),
    ),
  )

/** Groups of the truth are shown as `group.name`. */
const flat = (value: unknown, name: string): [string, string][] => {
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => flat(inner, name ? `${name}.${key}` : key))
  return [[name, typeof value === 'number' && /fen$/i.test(name) ? yuan(value) : String(value)]]
}

export const truthPanel = (): Live<Truth> => {
  const body = make('tbody')
  const balance = make('p', { className: 'balance' })
  return {
    element: panel('Truth', balance, make('table', {}, body)),
    update(truth) {
      body.replaceChildren(
        ...flat(truth, '').map(([name, value]) =>
          make('tr', {}, make('th', { scope: 'row' }, name), make('td', {}, value)),
        ),
      )
      const { boxFen, journalFen, agencyFen, heldFen, unknownFen } = truth as Record<string, number | undefined>
      if (boxFen === undefined || agencyFen === undefined) {
        balance.textContent = ''
        return
      }
      const even = boxFen === agencyFen + (heldFen ?? 0) && boxFen === (journalFen ?? boxFen)
      balance.dataset.state = unknownFen ? 'unknown' : even ? 'even' : 'odd'
      balance.textContent = unknownFen
        ? `Not known where: ${yuan(unknownFen)}`
        : even
          ? 'Box, journal and agency agree'
          : 'Box, journal and agency differ'
    },
  }
}

export const cashPanel = (): HTMLElement =>
  panel(
    'Banknotes',
    make(
      'div',
      { className: 'keys' },
      ...[100, 50, 20, 10, 5, 1].map((note) =>
        button(String(note), async () => {
          const { place, reason } = await dock.cash(note)
          say(`${note} yuan: ${place}${reason ? ` (${reason})` : ''}`)
        }),
      ),
    ),
  )

export const phonePanel = (): HTMLElement => {
  const order = make('input', { placeholder: 'order number from the QR code', id: 'phone-order' })
  return panel(
    'Phone',
    order,
    make(
      'div',
      { className: 'keys' },
      button('Pay', () => dock.phone({ order: order.value.trim(), result: 'paid' })),
    ),
  )
}

export const scanPanel = (): HTMLElement => {
  const token = make('input', { placeholder: 'token of an e-voucher', id: 'scan-token' })
  return panel(
    'Scanner',
    token,
    make(
      'div',
      { className: 'keys' },
      button('Hold before the scanner', () => dock.scan(token.value.trim())),
    ),
  )
}
