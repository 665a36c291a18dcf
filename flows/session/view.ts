/** What each state of a visit looks like. Pure: snapshot and texts in, screen out. */
import type { SnapshotFrom } from 'xstate'
import { ageOn, beijingDate } from '../../src/domain/beijing-time.ts'
import { cardTail, maskIdNumber, maskName } from '../../src/domain/mask.ts'
import type { Texts } from '../../src/domain/texts.ts'
import type { Action } from '../../src/wire/view.ts'
import {
  always,
  attentionView,
  choice,
  type FlowView,
  footAction,
  numberPad,
  picture,
  primary,
  waitView,
} from '../view.ts'
import type { SessionContext } from './events.ts'
import type { sessionMachine } from './machine.ts'

/** From this age on the large type is offered (the card's birth date tells). */
const elderAge = 60

type Draw = (context: SessionContext, texts: Texts) => FlowView

const steps = (texts: Texts, current: number) => ({
  labels: [texts('steps.card'), texts('steps.pin'), texts('steps.identity'), texts('steps.service')],
  current,
})

const elderSwitch = (context: SessionContext, texts: Texts): Action =>
  footAction(texts, 'elder', { label: texts(context.elder ? 'action.normal' : 'action.elder') })

const standby: Draw = (context, texts) => ({
  screen: 'standby',
  pace: 'still',
  data: {
    title: texts('standby.title'),
    lead: texts('standby.lead'),
    blocks: [picture('insertCard')],
    voice: texts('standby.voice'),
  },
  actions: [primary(texts, 'start', { icon: 'start' }), elderSwitch(context, texts), ...always(texts)],
})

/** The four things of the first page. What this terminal does not do yet is there, but says where to go. */
const home: Draw = (context, texts) => {
  const offered = new Set(context.services.map((service) => service.action))
  const open = context.line === 'up'
  const item = (name: 'inquiry' | 'pay' | 'certificate' | 'more', make: typeof primary): Action => {
    const known = offered.has(name)
    return make(texts, name, {
      icon: name,
      enabled: known && open,
      hint: texts(!known ? 'home.atWindow' : open ? `home.hint.${name}` : 'home.lineDown'),
    })
  }
  return {
    screen: 'home',
    pace: context.member ? 'choice' : 'firstPage',
    data: {
      title: texts(context.elder ? 'home.elderTitle' : 'home.title'),
      lead: texts(context.member ? 'home.leadMember' : 'home.lead'),
      blocks: [],
      voice: texts(context.elder ? 'home.elderTitle' : 'home.title'),
    },
    actions: [
      item('inquiry', primary),
      item('pay', choice),
      item('certificate', choice),
      item('more', choice),
      context.member ? footAction(texts, 'finish') : footAction(texts, 'back'),
      elderSwitch(context, texts),
      ...always(texts),
    ],
  }
}

const insertCard: Draw = (_, texts) => ({
  screen: 'insertCard',
  pace: 'choice',
  data: {
    title: texts('insertCard.title'),
    lead: texts('insertCard.lead'),
    steps: steps(texts, 0),
    blocks: [picture('insertCard')],
    voice: texts('insertCard.title'),
  },
  actions: [footAction(texts, 'back'), ...always(texts)],
})

const readingCard: Draw = (_, texts) => {
  const view = waitView(texts, 'readingCard', texts('readingCard.title'))
  return { ...view, data: { ...view.data, lead: texts('readingCard.lead'), steps: steps(texts, 0) } }
}

const pin =
  (busy: boolean): Draw =>
  (context, texts) => ({
    screen: 'pin',
    pace: busy ? 'still' : 'pin',
    question: context.entry,
    data: {
      title: texts(busy ? 'pin.checking' : 'pin.title'),
      lead: texts('pin.lead'),
      steps: steps(texts, 1),
      blocks: [
        ...(context.wrongBefore
          ? [
              {
                block: 'notice' as const,
                tone: 'warning' as const,
                text:
                  context.triesLeft === null
                    ? texts('pin.wrongUnknown')
                    : texts('pin.wrong', { tries: context.triesLeft }),
              },
            ]
          : []),
        { block: 'pin', count: context.pin.length, length: 6 },
        { block: 'paragraph', text: texts('pin.purpose', { agency: context.terminal.agencyName }) },
      ],
      voice: texts('pin.voice'),
    },
    actions: [
      ...numberPad(texts, {
        digits: !busy && context.pin.length < 6,
        delete: !busy && context.pin.length > 0,
        confirm: !busy && context.pin.length === 6,
      }),
      footAction(texts, 'cancel', { enabled: !busy }),
      ...always(texts),
    ],
  })

const identifying: Draw = (_, texts) => {
  const view = waitView(texts, 'identifying', texts('identifying.title'), [footAction(texts, 'cancel')])
  return { ...view, data: { ...view.data, steps: steps(texts, 2) } }
}

const confirmIdentity: Draw = (context, texts) => {
  const holder = context.card?.holder
  const old = holder && ageOn(holder.birthDate, beijingDate(context.surroundings.clock.now())) >= elderAge
  return {
    screen: 'confirmIdentity',
    pace: 'choice',
    data: {
      title: texts('confirmIdentity.title'),
      lead: texts('confirmIdentity.lead'),
      steps: steps(texts, 2),
      blocks: [
        picture('person'),
        {
          block: 'facts',
          rows: holder
            ? [
                { name: 'name', label: texts('field.name'), text: maskName(holder.name) },
                { name: 'idNumber', label: texts('field.idNumber'), text: maskIdNumber(holder.idNumber) },
                {
                  name: 'cardNo',
                  label: texts('field.cardNo'),
                  text: texts('field.cardTail', { tail: cardTail(context.card?.issuer.cardNo ?? '') }),
                },
              ]
            : [],
        },
      ],
      voice: texts('confirmIdentity.title'),
    },
    actions: [
      primary(texts, 'confirm', { label: texts('confirmIdentity.yes') }),
      choice(texts, 'cancel', { label: texts('confirmIdentity.no') }),
      ...(old || context.elder ? [elderSwitch(context, texts)] : []),
      ...always(texts),
    ],
  }
}

const attention: Draw = (context, texts) => {
  const fault = context.fault ?? { code: 'YB-TRM-201' as const }
  const retry = fault.code.startsWith('YB-LNK') && context.card !== null
  return attentionView(texts, fault, [
    ...(retry ? [primary(texts, 'retry')] : []),
    (retry ? choice : primary)(texts, 'finish', { label: texts('attention.finish') }),
  ])
}

const pulledEarly: Draw = (_, texts) => ({
  ...attentionView(texts, { code: 'YB-CRD-102' }, [choice(texts, 'back')]),
  data: {
    title: texts('YB-CRD-102.what'),
    lead: texts('YB-CRD-102.next'),
    blocks: [
      picture('insertCard'),
      { block: 'notice', tone: 'warning', text: texts('pulledEarly.hint'), code: 'YB-CRD-102' },
    ],
    voice: `${texts('YB-CRD-102.what')}${texts('YB-CRD-102.next')}`,
  },
})

const takeCard =
  (forgotten: boolean): Draw =>
  (_, texts) => ({
    screen: 'takeCard',
    pace: 'still',
    data: {
      title: texts('takeCard.title'),
      lead: texts('takeCard.lead'),
      blocks: [
        picture('takeCard'),
        ...(forgotten
          ? [{ block: 'notice' as const, tone: 'warning' as const, text: texts('takeCard.forgotten') }]
          : []),
      ],
      voice: texts('takeCard.title'),
    },
    actions: [...always(texts)],
  })

const paperComing: Draw = (_, texts) => ({
  screen: 'takePaper',
  pace: 'still',
  data: {
    title: texts('paperComing.title'),
    lead: texts('paperComing.lead'),
    blocks: [picture('takePaper')],
    voice: texts('paperComing.title'),
  },
  actions: [...always(texts)],
})

const outOfService: Draw = (context, texts) => {
  const fault = context.outage ?? { code: 'YB-TRM-201' as const }
  return {
    screen: 'outOfService',
    pace: 'still',
    question: fault.code,
    data: {
      title: texts('outOfService.title'),
      lead: texts('outOfService.lead'),
      blocks: [
        picture('warning'),
        { block: 'notice', tone: 'fault', text: texts(`${fault.code}.what`), code: fault.code },
        ...(context.slotOccupied
          ? [{ block: 'notice' as const, tone: 'warning' as const, text: texts('takeCard.title') }]
          : []),
      ],
      voice: texts('outOfService.voice'),
    },
    actions: [...always(texts)],
  }
}

/** @param snapshot of the session; a running service draws itself */
export const sessionView = (snapshot: SnapshotFrom<typeof sessionMachine>, texts: Texts): FlowView => {
  const { context } = snapshot
  const draw = drawerOf(snapshot)
  if (draw) return draw(context, texts)
  const service = context.services.find((candidate) => candidate.action === context.wanted)
  const child = snapshot.children.service?.getSnapshot()
  // Between the service's last word and the session's next state there is a moment without either.
  if (!service || !child || child.status !== 'active') return waitView(texts, 'wait', texts('wait.title'))
  return service.view(child as never, texts)
}

const drawerOf = (snapshot: SnapshotFrom<typeof sessionMachine>): Draw | null => {
  const value = snapshot.value as string | { takeCard: string }
  if (typeof value === 'object') return takeCard(value.takeCard !== 'asked')
  switch (value) {
    case 'standby':
      return standby
    case 'home':
      return home
    case 'insertCard':
      return insertCard
    case 'readingCard':
      return readingCard
    case 'pulledEarly':
      return pulledEarly
    case 'pin':
      return pin(false)
    case 'verifyingPin':
      return pin(true)
    case 'identifying':
      return identifying
    case 'confirmIdentity':
      return confirmIdentity
    case 'attention':
      return attention
    case 'paperComing':
      return paperComing
    case 'outOfService':
      return outOfService
    default:
      return null // serving: the service draws itself
  }
}
