/**
 * Sample views, one for each kind of screen and for its hard cases. `npm run screens` draws them all; the tests of the
 * screen use them too. Nobody here exists.
 */
import {
  attention,
  back,
  balanceOf,
  balanceScreen,
  cancel,
  confirmScreen,
  elderSwitch,
  employees,
  type Fixture,
  finish,
  fixture,
  holder,
  homeActions,
  idleWarning,
  type Model,
  main,
  notice,
  paid,
  participation,
  picture,
  pinScreen,
  primary,
  printSlip,
  rowsOnPage,
  steps,
} from './fixture-parts.ts'

export type { Fixture, Model }

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
