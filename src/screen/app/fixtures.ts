/**
 * Sample views, one for each kind of screen and for its hard cases. `npm run screens` draws them all; the tests of the
 * screen use them too. Nobody here exists.
 */
import type { Action, Block, View } from '../../wire/view.ts'

type Place = NonNullable<Action['look']>['place']
type Look = Omit<NonNullable<Action['look']>, 'place'>

export type Model = 'standing' | 'portable'
export type Fixture = { readonly name: string; readonly view: (model: Model, elder: boolean) => View }

const key = (action: string, label: string, place: Place, look: Look = {}, enabled = true): Action => ({
  action,
  label,
  enabled,
  look: { place, ...look },
})
const main = (action: string, label: string, look: Look = {}) => key(action, label, 'main', look)
const primary = (action: string, label: string, look: Look = {}) => main(action, label, { weight: 'primary', ...look })
const foot = (action: string, label: string) => key(action, label, 'foot', { weight: 'plain' })
const quiet = (action: string, label: string) => key(action, label, 'foot', { weight: 'quiet' })

const extend = key('extend', '继续办理', 'hidden')
const help = foot('help', '请人来帮我')
const cancel = quiet('cancel', '不办了，取卡')
const back = quiet('back', '返回')
const finish = quiet('finish', '办好了，取卡')

const visit = ['插卡', '输密码', '核对身份', '办理']
const steps = (current: number) => ({ labels: visit, current })

interface Sketch {
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

const fixture = (name: string, sketch: (elder: boolean, model: Model) => Sketch): Fixture => ({
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

const pad = (count: number): Action[] => [
  ...[...'1234567890'].map((digit) => key(`digit:${digit}`, digit, 'pad', {}, count < 6)),
  key('delete', '删除', 'pad', { weight: 'quiet' }, count > 0),
  key('confirm', '确定', 'pad', { weight: 'primary' }, count === 6),
]
const pinBlock = (count: number): Block => ({ block: 'pin', count, length: 6 })
const picture = (name: Extract<Block, { block: 'picture' }>['picture']): Block => ({ block: 'picture', picture: name })
const notice = (tone: Extract<Block, { block: 'notice' }>['tone'], text: string, code?: string): Block => ({
  block: 'notice',
  tone,
  text,
  ...(code ? { code } : {}),
})

const idleWarning = { remainingMs: 14_000, totalMs: 20_000, text: '请问还在办理吗？点一下屏幕可继续' }

const elderSwitch = (elder: boolean) => quiet('elder', elder ? '标准版' : '长辈版 大字')

const homeActions = (elder: boolean): Action[] => [
  primary('inquiry', '查询', { icon: 'inquiry', hint: '账户余额、参保状态、缴费记录' }),
  main('pay', '缴费', { icon: 'pay', hint: '可以用现金，可以替家人交' }),
  main('certificate', '打印证明', { icon: 'certificate', hint: '参保证明、缴费证明' }),
  main('more', '更多服务', { icon: 'more', hint: '社保卡、政策、机构、投诉' }),
  elderSwitch(elder),
]

const pinScreen = (count: number, extra: readonly Block[] = []) => ({
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

const paid = (month: number, state: '已缴' | '未缴' = '已缴') => ({
  name: `2026-${month}`,
  title: `2026 年 ${month} 月`,
  text: '职工基本医疗保险',
  right: `${state}  520.00 元`,
  tone: state === '已缴' ? ('plain' as const) : ('warning' as const),
})

/** As many rows as a page of records may have on this panel. */
const rowsOnPage = (elder: boolean, model: Model): number => (model === 'standing' ? (elder ? 7 : 12) : elder ? 4 : 6)

const attention = (
  title: string,
  show: Extract<Block, { block: 'picture' }>['picture'],
  next: string,
  code: string,
  actions: readonly Action[],
) => ({ screen: 'attention', title, blocks: [picture(show), notice('fault', next, code)], actions })

const holder: Block = {
  block: 'facts',
  rows: [
    { name: 'name', label: '姓名', text: '李**' },
    { name: 'idNumber', label: '社会保障号码', text: '3405**********001X' },
    { name: 'cardNo', label: '卡号', text: '尾号 5678' },
  ],
}
const balanceOf = (label: string, fen: number, text: string): Block => ({
  block: 'amount',
  name: label,
  label: `${label}个人账户`,
  fen,
  text,
  below: '截至 2026 年 11 月 22 日 10:25',
})
const participation: Block = {
  block: 'facts',
  rows: [
    { name: '310', label: '职工基本医疗保险', text: '正常参保', tone: 'good' },
    { name: '330', label: '大额医疗费用补助', text: '暂停参保，有欠费，补缴后恢复', tone: 'warning' },
  ],
}
const printSlip = (enabled = true) =>
  key('print', '打印余额凭条', 'main', { weight: 'primary', icon: 'print' }, enabled)
const employees = balanceOf('职工基本医疗保险', 328650, '3,286.50 元')

const confirmScreen = (blocks: readonly Block[]) => ({
  screen: 'confirmIdentity',
  title: '请确认是您本人的卡',
  lead: '为保护隐私，只显示一部分',
  steps: steps(2),
  blocks,
  actions: [primary('confirm', '是我，继续'), main('cancel', '不是，取卡')],
})

const balanceScreen = (blocks: readonly Block[], print = printSlip()) => ({
  screen: 'balance',
  title: '您的账户余额',
  blocks,
  actions: [print, back, finish],
})

export const fixtures: readonly Fixture[] = [
  fixture('standby', (elder) => ({
    screen: 'standby',
    title: '您好，请插入社保卡',
    lead: '也可以先点下面的按钮，看看能办什么',
    blocks: [picture('insertCard')],
    actions: [primary('start', '开始办理', { icon: 'start' }), elderSwitch(elder)],
  })),
  fixture('home', (elder) => ({
    screen: 'home',
    title: elder ? '您好，要办什么？' : '您要办什么？',
    lead: '请点一项。办理时需要您的社保卡和密码。',
    actions: homeActions(elder),
  })),
  fixture('home-member', (elder) => ({
    screen: 'home',
    title: elder ? '您好，要办什么？' : '您要办什么？',
    lead: '请点一项。办好后请取走您的卡。',
    notices: ['本机暂时不能打印，可以查看'],
    actions: [
      ...homeActions(elder).map((action) =>
        action.action === 'inquiry' || action.action === 'elder'
          ? action
          : { ...action, enabled: false, look: { ...action.look!, hint: '请到窗口办理' } },
      ),
      finish,
    ],
  })),
  fixture('home-down', (elder) => ({
    screen: 'home',
    title: elder ? '您好，要办什么？' : '您要办什么？',
    lead: '请点一项。办理时需要您的社保卡和密码。',
    notices: ['网络正在恢复，暂时不能查询，请稍候', '本机暂时不能打印，可以查看'],
    actions: homeActions(elder).map((action) =>
      action.action === 'elder'
        ? action
        : { ...action, enabled: false, look: { ...action.look!, hint: '网络恢复后可以办理' } },
    ),
  })),
  fixture('more', () => ({
    screen: 'more',
    title: '更多服务',
    lead: '请点一项',
    actions: [
      main('cardService', '社保卡服务', { icon: 'cardService', hint: '改密码、临时挂失' }),
      main('guide', '政策指南', { icon: 'guide', hint: '怎么办、带什么' }),
      main('directory', '定点机构', { icon: 'directory', hint: '医院、药店在哪里' }),
      main('catalogue', '三个目录', { icon: 'catalogue', hint: '药品、项目、设施' }),
      main('complaint', '投诉建议', { icon: 'complaint', hint: '意见和建议' }),
      back,
    ],
  })),
  fixture('insertCard', () => ({
    screen: 'insertCard',
    title: '请插入您的社保卡',
    lead: '芯片朝上、朝里，轻轻推到底',
    steps: steps(0),
    blocks: [picture('insertCard')],
    actions: [back],
  })),
  fixture('readingCard', () => ({
    screen: 'readingCard',
    title: '正在读卡，请稍候',
    lead: '请先不要取出卡片',
    steps: steps(0),
    blocks: [picture('wait')],
    actions: [],
  })),
  fixture('pin-0', () => pinScreen(0)),
  fixture('pin-3', () => pinScreen(3)),
  fixture('pin-6', () => pinScreen(6)),
  fixture('pin-picture', () => pinScreen(0, [picture('pinPad')])),
  fixture('pin-wrong', () => pinScreen(0, [notice('warning', '密码没有对上，还可以试 2 次')])),
  fixture('pin-full', () => ({
    ...pinScreen(2, [notice('warning', '密码没有对上，还可以试 2 次')]),
    notices: ['本机暂时不能打印，可以查看'],
    warning: idleWarning,
  })),
  fixture('confirmIdentity', () => confirmScreen([picture('person'), holder])),
  fixture('inquiryMenu', () => ({
    screen: 'inquiryMenu',
    title: '您要查什么？',
    lead: '请点一项',
    actions: [
      primary('balance', '账户余额和参保状态', { icon: 'balance', hint: '还有多少钱，参保是否正常' }),
      main('contributions', '缴费记录', { icon: 'contributions', hint: '哪年哪月交了，交了多少' }),
      back,
      finish,
    ],
  })),
  fixture('balance', () => balanceScreen([employees, participation])),
  fixture('balance-no-printer', () =>
    balanceScreen(
      [
        employees,
        {
          block: 'facts',
          rows: [{ name: '310', label: '职工基本医疗保险', text: '正常参保', tone: 'good' }],
        },
        notice('warning', '本机暂时不能打印，可以先看，或请工作人员帮忙', 'YB-PRN-101'),
      ],
      printSlip(false),
    ),
  ),
  fixture('balance-no-account', () =>
    balanceScreen([
      notice('info', '您参加的险种不设个人账户，不影响享受待遇'),
      {
        block: 'facts',
        rows: [{ name: '390', label: '城乡居民基本医疗保险', text: '正常参保', tone: 'good' }],
      },
    ]),
  ),
  fixture('contributions', (elder, model) => ({
    screen: 'contributions',
    title: '您的缴费记录',
    lead: '个人和单位缴费合计，最近的在最上面',
    blocks: [
      {
        block: 'list',
        rows: [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
          .map((month) => paid(month, month === 8 ? '未缴' : '已缴'))
          .slice(0, rowsOnPage(elder, model)),
        page: 1,
        pages: 3,
      },
    ],
    actions: [primary('next', '看更早的'), back, finish],
  })),
  fixture('contributions-short', () => ({
    screen: 'contributions',
    title: '您的缴费记录',
    lead: '个人和单位缴费合计，最近的在最上面',
    blocks: [{ block: 'list', rows: [paid(2), paid(1, '未缴')] }],
    actions: [back, finish],
  })),
  fixture('printing', () => ({
    screen: 'printing',
    title: '正在打印，请稍候',
    lead: '纸从出纸口出来',
    blocks: [picture('printing'), { block: 'progress', done: 420, total: 980 }],
    actions: [],
  })),
  fixture('asking', () => ({
    screen: 'asking',
    title: '正在查询，请稍候',
    blocks: [picture('wait'), { block: 'progress', done: 0, total: 0, text: '正在与医保局核对' }],
    actions: [cancel],
  })),
  fixture('takePaper', () => ({
    screen: 'takePaper',
    title: '请取走您的凭条',
    lead: '纸在出纸口，请拿好',
    blocks: [picture('takePaper')],
    actions: [primary('finish', '办好了，取卡'), main('back', '继续查询')],
  })),
  fixture('takeCard', () => ({
    screen: 'takeCard',
    title: '请取走您的卡',
    lead: '谢谢您的使用，您慢走',
    blocks: [picture('takeCard')],
    actions: [],
  })),
  fixture('takeCard-forgotten', () => ({
    screen: 'takeCard',
    title: '请取走您的卡',
    lead: '谢谢您的使用，您慢走',
    blocks: [picture('takeCard'), notice('warning', '您的卡还在机器里，请取走')],
    actions: [],
  })),
  fixture('attention-mute', () =>
    attention('没有读到卡', 'turnCard', '请取出卡，把芯片朝上、朝里，再插一次。', 'YB-CRD-101', [
      primary('finish', '办好了，取卡'),
    ]),
  ),
  fixture('attention-foreign', () =>
    attention('这张卡不是社会保障卡', 'warning', '请取出这张卡，换成社会保障卡插入。', 'YB-CRD-201', [
      primary('finish', '办好了，取卡'),
    ]),
  ),
  fixture('attention-locked', () =>
    attention('这张卡的密码已锁住', 'person', '请带上身份证和这张卡，到窗口解锁。', 'YB-CRD-302', [
      primary('finish', '办好了，取卡'),
    ]),
  ),
  fixture('attention-paper', () =>
    attention('打印纸用完了', 'printing', '请按「请人来帮我」换纸，或到窗口打印。', 'YB-PRN-101', [
      primary('retry', '再打印一次'),
      main('back', '返回'),
      finish,
    ]),
  ),
  fixture('attention-unknown', () =>
    attention(
      '不确定凭条是否打出',
      'printing',
      '请看一看出纸口。没有拿到完整的凭条，请按「请人来帮我」，或到窗口打印。',
      'YB-PRN-201',
      [primary('back', '返回'), finish],
    ),
  ),
  fixture('attention-line', () =>
    attention('暂时连不上医保系统', 'line', '对不起，现在办不了。请过一会儿再来，或到窗口办理。', 'YB-LNK-001', [
      primary('retry', '再试一次'),
      main('finish', '办好了，取卡'),
    ]),
  ),
  fixture('outOfService', () => ({
    screen: 'outOfService',
    title: '本机暂停服务',
    lead: '给您添麻烦了，请到窗口办理或拨打服务电话',
    blocks: [picture('warning'), notice('fault', '插卡口暂时不能使用', 'YB-CRD-001')],
    actions: [],
  })),
  fixture('warning-pin', () => ({ ...pinScreen(3), warning: idleWarning })),
  fixture('warning-balance', () => ({ ...balanceScreen([employees, participation]), warning: idleWarning })),
  fixture('long-names', () => ({
    ...confirmScreen([
      {
        block: 'facts',
        rows: [
          { name: 'name', label: '姓名', text: '买买提·阿卜杜拉·艾合买提江·吐尔逊**' },
          { name: 'idNumber', label: '社会保障号码', text: '6532**********1234' },
          { name: 'cardNo', label: '卡号', text: '尾号 1234' },
        ],
      },
    ]),
    frame: {
      agencyName: '某某哈萨克自治县医疗保障事务服务中心',
      siteName: '银州街道社区卫生服务中心第二服务站',
      terminalId: '0412-07-2112-000013',
    },
  })),
  fixture('long-amounts', () =>
    balanceScreen([
      balanceOf('职工基本医疗保险', 123456789012, '1,234,567,890.12 元'),
      balanceOf('企业补充医疗保险', -5, '-0.05 元'),
    ]),
  ),
]
