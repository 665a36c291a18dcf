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
const foot = (action: string, label: string) => key(action, label, 'foot')

const extend = key('extend', '继续办理', 'hidden')
const help = foot('help', '请人来帮我')
const cancel = foot('cancel', '不办了，取卡')
const back = foot('back', '返回')

const visit = ['插卡', '输密码', '核对身份', '办理', '取卡']
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
          terminalName: '医保自助服务终端',
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
  key('delete', '删除', 'pad', {}, count > 0),
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

const homeActions = (elder: boolean): Action[] => [
  primary('inquiry', elder ? '查医保' : '查询', { icon: 'inquiry', hint: '账户余额、缴费记录' }),
  primary('pay', elder ? '交医保费' : '缴费', { icon: 'pay', hint: '可以用现金，也可以替家人交' }),
  main('certificate', elder ? '打印证明' : '打印凭证', { icon: 'certificate', hint: '参保证明、缴费证明' }),
  main('more', '更多服务', { icon: 'more', hint: '社保卡、政策、机构、投诉' }),
  foot('elder', elder ? '标准版' : '长辈版 大字'),
]

const pinScreen = (count: number, extra: readonly Block[] = []) => ({
  screen: 'pin',
  title: '请输入社保卡密码',
  lead: '六位数字。请用手挡一挡。',
  steps: steps(1),
  blocks: [...extra, pinBlock(count)],
  actions: [...pad(count), cancel],
})

const contributionRows = [
  { name: '2026-10', title: '2026年10月', text: '已缴 · 10月15日到账', right: '520.00 元', tone: 'good' as const },
  { name: '2026-09', title: '2026年9月', text: '已缴 · 9月15日到账', right: '520.00 元', tone: 'good' as const },
  { name: '2026-08', title: '2026年8月', text: '未缴', right: '520.00 元', tone: 'warning' as const },
  { name: '2026-07', title: '2026年7月', text: '已缴 · 7月15日到账', right: '520.00 元', tone: 'good' as const },
  { name: '2026-06', title: '2026年6月', text: '已缴 · 6月15日到账', right: '520.00 元', tone: 'good' as const },
  { name: '2026-05', title: '2026年5月', text: '已缴 · 5月15日到账', right: '520.00 元', tone: 'good' as const },
]

const rowsOnPage = (elder: boolean, model: Model): number => (model === 'standing' ? (elder ? 5 : 6) : elder ? 2 : 3)

export const fixtures: readonly Fixture[] = [
  fixture('standby', () => ({
    screen: 'standby',
    title: '您好，欢迎使用医保自助服务',
    lead: '插入社保卡，或点下面的按钮开始。',
    blocks: [picture('insertCard')],
    actions: [primary('start', '开始办理'), foot('elder', '长辈版 大字')],
  })),
  fixture('home', (elder) => ({
    screen: 'home',
    title: elder ? '您好，要办什么？' : '您要办什么？',
    lead: elder ? '请点一下。不急，慢慢来。' : '请点一项。办理时需要您的社会保障卡和密码。',
    actions: homeActions(elder),
  })),
  fixture('home-notices', (elder) => ({
    screen: 'home',
    title: '您要办什么？',
    lead: '请点一项。',
    notices: ['打印纸用完了，暂时不能打印。工作人员正在处理。'],
    actions: homeActions(elder).map((action) =>
      action.action === 'certificate' ? { ...action, enabled: false } : action,
    ),
  })),
  fixture('more', () => ({
    screen: 'more',
    title: '更多服务',
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
    lead: '有芯片的一头先进，芯片朝上。',
    steps: steps(0),
    blocks: [picture('insertCard')],
    actions: [back],
  })),
  fixture('pin-0', () => pinScreen(0)),
  fixture('pin-3', () => pinScreen(3)),
  fixture('pin-6', () => pinScreen(6)),
  fixture('pin-picture', () => pinScreen(0, [picture('pinPad')])),
  fixture('pin-wrong', () => pinScreen(0, [notice('warning', '密码不对，还可以再试 2 次。', 'YB-CRD-301')])),
  fixture('confirmIdentity', () => ({
    screen: 'confirmIdentity',
    title: '这是您本人吗？',
    lead: '请核对卡上的信息。',
    steps: steps(2),
    blocks: [
      {
        block: 'facts',
        rows: [
          { name: 'name', label: '姓名', text: '李**' },
          { name: 'idNumber', label: '社会保障号码', text: '3405**********001X' },
          { name: 'cardNo', label: '卡号', text: '*****5678' },
          { name: 'expiresOn', label: '卡有效期', text: '2035年6月30日', tone: 'good' },
        ],
      },
      notice('info', '您的信息只用于本次办理，取卡后即从本机清除。'),
    ],
    actions: [primary('confirm', '是我本人，继续'), cancel],
  })),
  fixture('inquiryMenu', () => ({
    screen: 'inquiryMenu',
    title: '您要查什么？',
    steps: steps(3),
    actions: [
      primary('balance', '账户余额', { icon: 'balance', hint: '医保账户里还有多少钱' }),
      primary('contributions', '缴费记录', { icon: 'contributions', hint: '哪年哪月交了、交了多少' }),
      back,
      foot('finish', '办完了，取卡'),
    ],
  })),
  fixture('balance', () => ({
    screen: 'balance',
    title: '您的医保账户余额',
    steps: steps(3),
    blocks: [
      {
        block: 'amount',
        name: 'balance',
        label: '职工基本医疗保险 个人账户',
        fen: 328650,
        text: '3,286.50 元',
        below: '截至 2026年11月22日 10:25',
      },
      {
        block: 'facts',
        rows: [
          { name: 'name', label: '姓名', text: '李**' },
          { name: 'status', label: '参保状态', text: '正常参保', tone: 'good' },
        ],
      },
    ],
    actions: [primary('print', '打印凭条', { icon: 'print' }), back, foot('finish', '办完了，取卡')],
  })),
  fixture('contributions', (elder, model) => ({
    screen: 'contributions',
    title: '您的缴费记录',
    steps: steps(3),
    blocks: [{ block: 'list', rows: contributionRows.slice(0, rowsOnPage(elder, model)), page: 0, pages: 3 }],
    actions: [
      key('print', '打印', 'main', { weight: 'primary' }),
      main('next', '下一页'),
      back,
      foot('finish', '办完了，取卡'),
    ],
  })),
  fixture('printing', () => ({
    screen: 'printing',
    title: '正在打印，请稍候',
    lead: '纸出完之前请不要拉。',
    steps: steps(3),
    blocks: [picture('printing'), { block: 'progress', done: 420, total: 980, text: '正在打印余额查询凭条' }],
    actions: [],
  })),
  fixture('printing-unknown', () => ({
    screen: 'printing',
    title: '正在查询，请稍候',
    blocks: [picture('wait'), { block: 'progress', done: 0, total: 0, text: '正在向医保中心查询' }],
    actions: [cancel],
  })),
  fixture('takePaper', () => ({
    screen: 'takePaper',
    title: '请取走凭条',
    lead: '凭条在下方出纸口。',
    steps: steps(3),
    blocks: [picture('takePaper')],
    actions: [primary('next', '我已取走'), foot('finish', '办完了，取卡')],
  })),
  fixture('takeCard', () => ({
    screen: 'takeCard',
    title: '请取走您的卡',
    lead: '谢谢您，请慢走。',
    steps: steps(4),
    blocks: [picture('takeCard')],
    actions: [],
  })),
  fixture('takeCard-alarm', () => ({
    screen: 'takeCard',
    title: '您的卡还在机器里',
    lead: '请把卡取走，别忘在这里。',
    blocks: [picture('takeCard'), notice('warning', '卡留在机器里会被别人拿走，请现在取出。')],
    actions: [],
  })),
  fixture('attention-mute', () => ({
    screen: 'attention',
    title: '读不到卡',
    lead: '请取出卡，翻个面，有芯片的一头先进，再插一次。',
    blocks: [picture('turnCard'), notice('warning', '还是不行，请到窗口或拨打 12393。', 'YB-CRD-101')],
    actions: [],
  })),
  fixture('attention-foreign', () => ({
    screen: 'attention',
    title: '这不是社会保障卡',
    lead: '请取出这张卡，换社会保障卡再试。',
    blocks: [
      picture('takeCard'),
      notice('info', '银行卡、公交卡不能办理医保业务。如需帮助请拨打 12393。', 'YB-CRD-201'),
    ],
    actions: [],
  })),
  fixture('attention-locked', () => ({
    screen: 'attention',
    title: '卡的密码已锁定',
    lead: '请带身份证到窗口解锁，或拨打 12393。',
    blocks: [picture('person'), notice('fault', '为保护您的账户，密码已锁定，本机不能解锁。', 'YB-CRD-302')],
    actions: [primary('finish', '知道了，取卡')],
  })),
  fixture('attention-paper', () => ({
    screen: 'attention',
    title: '打印纸用完了',
    lead: '您可以先不打印，继续查询；工作人员正在来换纸。',
    blocks: [picture('warning'), notice('warning', '余额没有变化，凭条没有打印。', 'YB-PRN-012')],
    actions: [primary('back', '不打印，继续查询'), main('finish', '办完了，取卡')],
  })),
  fixture('attention-line', () => ({
    screen: 'attention',
    title: '暂时连不上医保中心',
    lead: '请稍后再试，或拨打 12393。您的卡没有任何变化。',
    blocks: [picture('line'), notice('warning', '本机正在自动重新连接。', 'YB-LNK-001')],
    actions: [primary('next', '再试一次'), cancel],
  })),
  fixture('outOfService', () => ({
    screen: 'outOfService',
    title: '本机暂停服务',
    lead: '请到窗口办理，或拨打 12393。给您添麻烦了。',
    blocks: [picture('person'), notice('fault', '读卡器没有连接，工作人员已收到通知。', 'YB-CRD-001')],
    actions: [],
  })),
  fixture('warning-pin', () => ({
    ...pinScreen(3),
    warning: { remainingMs: 14000, totalMs: 20000, text: '还在办理吗？请点一下屏幕任意处继续，否则将清除信息。' },
  })),
  fixture('warning-balance', () => ({
    screen: 'balance',
    title: '您的医保账户余额',
    steps: steps(3),
    blocks: [
      { block: 'amount', name: 'balance', label: '个人账户', fen: 328650, text: '3,286.50 元', below: '截至 10:25' },
    ],
    warning: { remainingMs: 14000, totalMs: 20000, text: '还在查看吗？请点一下屏幕任意处继续。' },
    actions: [primary('print', '打印凭条', { icon: 'print' }), back, foot('finish', '办完了，取卡')],
  })),
  fixture('long-names', () => ({
    screen: 'confirmIdentity',
    title: '请核对您的身份信息，确认这是您本人的社会保障卡',
    lead: '如有不符，请不要继续，取卡后到窗口更正。',
    steps: steps(2),
    blocks: [
      {
        block: 'facts',
        rows: [
          { name: 'name', label: '姓名', text: '买买提·阿卜杜拉·艾合买提江·吐尔逊**' },
          { name: 'idNumber', label: '社会保障号码', text: '6532**********1234' },
          { name: 'unit', label: '参保单位', text: '某某市银州区第一人民医院附属社区卫生服务中心第二分部' },
        ],
      },
    ],
    frame: {
      agencyName: '某某哈萨克自治县医疗保障事务服务中心',
      siteName: '银州街道社区卫生服务中心第二服务站',
      terminalId: '0412-07-2112-000013',
    },
    actions: [primary('confirm', '是我本人，继续'), cancel],
  })),
  fixture('long-amounts', () => ({
    screen: 'balance',
    title: '您的医保账户余额',
    steps: steps(3),
    blocks: [
      {
        block: 'amount',
        name: '310',
        label: '职工基本医疗保险 个人账户',
        fen: 123456789012,
        text: '1,234,567,890.12 元',
        below: '截至 2026年11月22日 10:25',
      },
      { block: 'amount', name: '330', label: '大额医疗费用补助', fen: -5, text: '-0.05 元' },
    ],
    actions: [primary('print', '打印凭条', { icon: 'print' }), back, foot('finish', '办完了，取卡')],
  })),
]
