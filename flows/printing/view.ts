import type { SnapshotFrom } from 'xstate'
import type { Texts } from '../../src/domain/texts.ts'
import { always, attentionView, choice, type FlowView, footAction, picture, primary } from '../view.ts'
import type { printingMachine } from './machine.ts'

export const printingView = (snapshot: SnapshotFrom<typeof printingMachine>, texts: Texts): FlowView => {
  const { fault, progress } = snapshot.context
  if (snapshot.matches('takePaper')) {
    return {
      screen: 'takePaper',
      pace: 'paper',
      data: {
        title: texts('takePaper.title'),
        lead: texts('takePaper.lead'),
        blocks: [picture('takePaper')],
        voice: texts('takePaper.title'),
      },
      actions: [primary(texts, 'finish'), choice(texts, 'back', { label: texts('takePaper.back') }), ...always(texts)],
    }
  }
  if (snapshot.matches({ job: 'stopped' }) && fault) {
    return {
      ...attentionView(texts, fault, [primary(texts, 'finish', { label: texts('printing.leave') })]),
      pace: 'choice',
    }
  }
  if (snapshot.matches('notStarted') && fault) {
    return attentionView(texts, fault, [
      primary(texts, 'retry', { label: texts('printing.again') }),
      choice(texts, 'back'),
      footAction(texts, 'finish'),
    ])
  }
  if (snapshot.matches('uncertain') && fault) {
    return attentionView(texts, fault, [primary(texts, 'back'), footAction(texts, 'finish')])
  }
  return {
    screen: 'printing',
    pace: 'still',
    data: {
      title: texts('printing.title'),
      lead: texts('printing.lead'),
      blocks: [
        picture('printing'),
        {
          block: 'progress',
          done: progress?.rowsDone ?? 0,
          total: progress?.rowsTotal ?? 0,
          ...(snapshot.context.paper.of > 1
            ? {
                text: texts('printing.paperOf', {
                  number: snapshot.context.paper.number,
                  of: snapshot.context.paper.of,
                }),
              }
            : {}),
        },
      ],
      voice: texts('printing.title'),
    },
    actions: [...always(texts)],
  }
}
