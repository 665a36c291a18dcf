/** What the sample views are put together from. */
import type { Action, Block, View } from '../../wire/view.ts'

export type Place = NonNullable<Action['look']>['place']
export type Look = Omit<NonNullable<Action['look']>, 'place'>

export type Model = 'standing' | 'portable'
export type Fixture = { readonly name: string; readonly view: (model: Model, elder: boolean) => View }

export const key = (action: string, label: string, place: Place, look: Look = {}, enabled = true): Action => ({
  action,
  label,
  enabled,
  look: { place, ...look },
})
export const main = (action: string, label: string, look: Look = {}) => key(action, label, 'main', look)
export const primary = (action: string, label: string, look: Look = {}) =>
  main(action, label, { weight: 'primary', ...look })
export const foot = (action: string, label: string) => key(action, label, 'foot', { weight: 'plain' })
export const quiet = (action: string, label: string) => key(action, label, 'foot', { weight: 'quiet' })

export const extend = key('extend', '继续办理', 'hidden')
export const help = foot('help', '请人来帮我')
export const cancel = quiet('cancel', '不办了，取卡')
export const back = quiet('back', '返回')
export const finish = quiet('finish', '办好了，取卡')

export const visit = ['插卡', '输密码', '核对身份', '办理']
export const steps = (current: number) => ({ labels: visit, current })

export interface Sketch {
  readonly screen: string
  readonly title: string
  readonly lead?: string
  readonly steps?: { labels: string[]; current: number }
  readonly blocks?: readonly Block[]
  readonly actions: readonly Action[]
  readonly notices?: readonly string[]
  readonly warning?: View['data']['warning']
  readonly frame?: Partial<View['data']['frame']>
}

export const fixture = (name: string, sketch: (elder: boolean, model: Model) => Sketch): Fixture => ({
  name,
  view: (model, elder) => {
    const { screen, title, lead, steps, blocks = [], actions, notices = [], warning, frame } = sketch(elder, model)
    return {
      screen,
      seq: 7,
      data: {
        title,
        blocks: [...blocks],
        elder,
        ...(lead === undefined ? {} : { lead }),
        ...(steps === undefined ? {} : { steps }),
        ...(warning === undefined ? {} : { warning }),
        frame: {
          agencyName: '某某市医疗保障局',
          terminalName: '自助服务终端',
          siteName: '银州街道社区服务站',
          terminalId: '0412-07',
          phoneLabel: '服务电话',
          phone: '12393',
          time: '10:26',
          model,
          language: 'zh-CN',
          notices: [...notices],
          ...frame,
        },
      },
      actions: [...actions, help, extend],
    }
  },
})

export const pad = (count: number): Action[] => [
  ...[...'1234567890'].map((digit) => key(`digit:${digit}`, digit, 'pad', {}, count < 6)),
  key('delete', '删除', 'pad', { weight: 'quiet' }, count > 0),
  key('confirm', '确定', 'pad', { weight: 'primary' }, count === 6),
]
export const pinBlock = (count: number): Block => ({ block: 'pin', count, length: 6 })
export const picture = (name: Extract<Block, { block: 'picture' }>['picture']): Block => ({
  block: 'picture',
  picture: name,
})
export const notice = (tone: Extract<Block, { block: 'notice' }>['tone'], text: string, code?: string): Block => ({
  block: 'notice',
  tone,
  text,
  ...(code ? { code } : {}),
})

export const idleWarning = { remainingMs: 14_000, totalMs: 20_000, text: '请问还在办理吗？点一下屏幕可继续' }

export const elderSwitch = (elder: boolean) => quiet('elder', elder ? '标准版' : '长辈版 大字')

export const homeActions = (elder: boolean): Action[] => [
  primary('inquiry', '查询', { icon: 'inquiry', hint: '账户余额、参保状态、缴费记录' }),
  main('pay', '缴费', { icon: 'pay', hint: '可以用现金，可以替家人交' }),
  main('certificate', '打印证明', { icon: 'certificate', hint: '参保证明、缴费证明' }),
  main('more', '更多服务', { icon: 'more', hint: '社保卡、政策、机构、投诉' }),
  elderSwitch(elder),
]

export const pinScreen = (count: number, extra: readonly Block[] = []) => ({
  screen: 'pin',
  title: '请输入社保卡密码',
  lead: '6 位数字，是社保密码，不是银行密码',
  steps: steps(1),
  blocks: [
    ...extra,
    pinBlock(count),
    { block: 'paragraph' as const, text: '您的信息由某某市医疗保障局处理，只用于您本次办理' },
  ],
  actions: [...pad(count), cancel],
})

export const paid = (month: number, state: '已缴' | '未缴' = '已缴') => ({
  name: `2026-${month}`,
  title: `2026 年 ${month} 月`,
  text: '职工基本医疗保险',
  right: `${state}  520.00 元`,
  tone: state === '已缴' ? ('plain' as const) : ('warning' as const),
})

/** As many rows as a page of records may have on this panel. */
export const rowsOnPage = (elder: boolean, model: Model): number =>
  model === 'standing' ? (elder ? 7 : 12) : elder ? 4 : 6

export const attention = (
  title: string,
  show: Extract<Block, { block: 'picture' }>['picture'],
  next: string,
  code: string,
  actions: readonly Action[],
) => ({ screen: 'attention', title, blocks: [picture(show), notice('fault', next, code)], actions })

export const holder: Block = {
  block: 'facts',
  rows: [
    { name: 'name', label: '姓名', text: '李**' },
    { name: 'idNumber', label: '社会保障号码', text: '3405**********001X' },
    { name: 'cardNo', label: '卡号', text: '尾号 5678' },
  ],
}
export const balanceOf = (label: string, fen: number, text: string): Block => ({
  block: 'amount',
  name: label,
  label: `${label}个人账户`,
  fen,
  text,
  below: '截至 2026 年 11 月 22 日 10:25',
})
export const participation: Block = {
  block: 'facts',
  rows: [
    { name: '310', label: '职工基本医疗保险', text: '正常参保', tone: 'good' },
    { name: '330', label: '大额医疗费用补助', text: '暂停参保，有欠费，补缴后恢复', tone: 'warning' },
  ],
}
export const printSlip = (enabled = true) =>
  key('print', '打印余额凭条', 'main', { weight: 'primary', icon: 'print' }, enabled)
export const employees = balanceOf('职工基本医疗保险', 328650, '3,286.50 元')

export const confirmScreen = (blocks: readonly Block[]) => ({
  screen: 'confirmIdentity',
  title: '请确认是您本人的卡',
  lead: '为保护隐私，只显示一部分',
  steps: steps(2),
  blocks,
  actions: [primary('confirm', '是我，继续'), main('cancel', '不是，取卡')],
})

export const balanceScreen = (blocks: readonly Block[], print = printSlip()) => ({
  screen: 'balance',
  title: '您的账户余额',
  blocks,
  actions: [print, back, finish],
})
