/** Pictures of what the hands do. Shapes take their colours from styles/pictures.css; movement stops there too. */
import type { JSX } from 'preact'
import type { Block } from '../../wire/view.ts'

type PictureName = Extract<Block, { block: 'picture' }>['picture']

/** A card seen from above with the end of the chip at the top: the end that goes in first. 148 × 234. */
const Card = () => (
  <g>
    <rect class="card" x="0" y="0" width="148" height="234" rx="13" />
    <rect class="card-band" x="106" y="3" width="20" height="228" />
    <g class="chip">
      <rect x="44" y="26" width="48" height="56" rx="8" />
      <path d="M44 45h16M44 63h16M76 45h16M76 63h16M60 26v56M76 26v56" />
    </g>
    <rect class="card-photo" x="24" y="158" width="56" height="52" rx="6" />
    <path class="card-text" d="M28 112v32M44 112v32M60 112v32M76 112v20" />
  </g>
)

/** The back of a card: no chip to be seen. */
const CardBack = () => (
  <g>
    <rect class="card back" x="0" y="0" width="148" height="234" rx="13" />
    <rect class="card-stripe" x="92" y="3" width="32" height="228" />
    <path class="card-text" d="M28 40v120M48 40v90" />
  </g>
)

/** The face of the reader: slot at y = 112, open downwards. */
const Reader = () => (
  <g>
    <rect class="device" x="70" y="8" width="340" height="120" rx="18" />
    <rect class="slot" x="142" y="96" width="196" height="16" rx="8" />
    <circle class="lamp" cx="376" cy="104" r="9" />
    <path class="device-mark" d="M222 44h36v28h-36zM222 53h10M222 63h10M248 53h10M248 63h10" />
  </g>
)

const ArrowUp = ({ x, y }: { x: number; y: number }) => (
  <path class="arrow" d={`M${x} ${y + 100}V${y + 8}M${x - 30} ${y + 38}L${x} ${y + 4}l30 34`} />
)
const ArrowDown = ({ x, y }: { x: number; y: number }) => (
  <path class="arrow" d={`M${x} ${y}v92M${x - 30} ${y + 62}l30 34 30-34`} />
)

const Paper = ({ lines }: { lines: boolean }) => (
  <g>
    <path
      class="paper"
      d="M150 112h180v196l-15 10-15-10-15 10-15-10-15 10-15-10-15 10-15-10-15 10-15-10-15 10-15-10z"
    />
    {lines && <path class="print big" d="M178 150h84M178 186h124" />}
    {lines && <path class="print" d="M178 218h124M178 240h104M178 262h124M178 284h70" />}
  </g>
)

const Printer = () => (
  <g>
    <rect class="device" x="90" y="8" width="300" height="120" rx="18" />
    <rect class="slot" x="136" y="98" width="208" height="14" rx="7" />
    <circle class="lamp" cx="362" cy="40" r="8" />
  </g>
)

const drawings: Record<PictureName, JSX.Element> = {
  insertCard: (
    <>
      <Reader />
      <svg aria-hidden="true" class="below-slot" x="0" y="104" width="480" height="316" viewBox="0 104 480 316">
        <g class="goes-in">
          <g transform="translate(166 172)">
            <Card />
          </g>
        </g>
      </svg>
      <ArrowUp x={96} y={190} />
      <ArrowUp x={384} y={190} />
    </>
  ),
  turnCard: (
    <>
      <g transform="translate(34 88)">
        <CardBack />
      </g>
      <g class="badge bad" transform="translate(108 40)">
        <circle r="30" />
        <path d="m-11-11 22 22M11-11l-22 22" />
      </g>
      <path class="arrow" d="M204 232c10-44 52-54 76-22M286 172l-2 42-40-6" />
      <g transform="translate(300 88)">
        <Card />
      </g>
      <g class="badge right" transform="translate(374 40)">
        <circle r="30" />
        <path d="m-13 1 9 10 17-20" />
      </g>
    </>
  ),
  takeCard: (
    <>
      <Reader />
      <svg aria-hidden="true" class="below-slot" x="0" y="104" width="480" height="316" viewBox="0 104 480 316">
        <g class="comes-out">
          <g transform="translate(166 142)">
            <Card />
          </g>
        </g>
      </svg>
      <ArrowDown x={96} y={210} />
      <ArrowDown x={384} y={210} />
    </>
  ),
  takePaper: (
    <>
      <Printer />
      <svg aria-hidden="true" class="below-slot" x="0" y="105" width="480" height="315" viewBox="0 105 480 315">
        <g class="comes-out">
          <Paper lines />
        </g>
      </svg>
      <ArrowDown x={96} y={190} />
      <ArrowDown x={384} y={190} />
    </>
  ),
  printing: (
    <>
      <Printer />
      <svg aria-hidden="true" class="below-slot" x="0" y="105" width="480" height="315" viewBox="0 105 480 315">
        <g class="grows">
          <Paper lines />
        </g>
      </svg>
    </>
  ),
  pinPad: (
    <>
      <rect class="device" x="132" y="150" width="216" height="252" rx="20" />
      {[0, 1, 2, 3].map((row) =>
        [0, 1, 2].map((column) => (
          <rect
            key={`${row}${column}`}
            class={row === 3 && column === 2 ? 'pad-key green' : 'pad-key'}
            x={154 + column * 60}
            y={172 + row * 55}
            width="52"
            height="44"
            rx="9"
          />
        )),
      )}
      <path
        class="hand"
        d="M92 196c-14-70 40-150 148-150s162 80 148 150c-3 18-30 18-33 0-3-14-8-24-15-32 2 22 2 44-1 62-4 18-31 17-33-1-2-22-4-42-8-58 0 26-1 50-4 70-4 18-31 18-34 0-3-20-4-44-4-70-4 16-6 36-8 58-2 18-29 19-33 1-3-18-3-40-1-62-7 8-12 18-15 32-3 18-56 18-59 0z"
      />
    </>
  ),
  wait: (
    <>
      <circle class="ring" cx="240" cy="210" r="120" />
      <path class="ring-run" d="M240 90a120 120 0 0 1 120 120" />
      <path class="print big" d="M240 142v68l44 30" />
    </>
  ),
  person: (
    <>
      <circle class="halo" cx="240" cy="210" r="198" />
      <path class="coat" d="M98 348c10-82 66-124 142-124s132 42 142 124c-36 37-86 60-142 60s-106-23-142-60z" />
      <path class="collar" d="m200 232 40 54 40-54" />
      <circle class="skin" cx="240" cy="152" r="72" />
      <path class="face" d="M214 156v4M266 156v4M222 186c10 10 26 10 36 0" />
      <path
        class="hair"
        d="M166 158c-12-66 24-104 74-104s86 38 74 104c-8-24-22-38-40-46-34 16-70 20-92 10-8 10-13 22-16 36z"
      />
    </>
  ),
  warning: (
    <>
      <path class="sign" d="M240 66 398 346a16 16 0 0 1-14 24H96a16 16 0 0 1-14-24z" />
      <path class="sign-mark" d="M240 164v96M240 312v2" />
    </>
  ),
  line: (
    <>
      <rect class="device" x="34" y="120" width="124" height="184" rx="16" />
      <rect class="glass" x="54" y="142" width="84" height="76" rx="8" />
      <path class="print" d="M74 252h44M74 274h44" />
      <path class="device" d="M322 304V166l66-46 66 46v138z" />
      <path class="print" d="M350 200h22M404 200h22M350 240h22M404 240h22M372 304v-32h32v32" />
      <path class="cable" d="M158 212h44M278 212h44" />
      <path class="arrow" d="m222 194 36 36M258 194l-36 36" />
    </>
  ),
}

export const Picture = ({ name }: { name: PictureName }) => (
  <div class="picture" data-picture={name}>
    <svg viewBox="0 0 480 420" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  </div>
)
