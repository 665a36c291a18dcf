/** Members that nobody is, made from a seed: the same seed gives the same people. For scale, not for single cases. */
import { idCheckCharacter } from '../domain/id-number.ts'
import type { Member } from './members-file.ts'

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕']
const given = [...'伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国志华玉梅文辉春红海燕永']
/** Characters beyond GBK, some beyond the Basic Multilingual Plane: every hundredth person has one. */
const rare = [...'㛃䶮㑇𬭎𠮷㙓𫖯䴖𬸚𬀩']

interface Category {
  readonly weight: number
  readonly ages: readonly [number, number]
  readonly insuranceType: string
  readonly unit: string
  /** Yearly premium of a resident; null for a monthly one of an employee. */
  readonly yearly: { readonly ownFen: number; readonly subsidyFen: number } | null
  readonly account: boolean
}

/** Categories of several schemes: an employee, residents of a city and a county scheme, the low-income ones of both. */
const categories: readonly Category[] = [
  { weight: 40, ages: [22, 59], insuranceType: '310', unit: '城区企业', yearly: null, account: true },
  { weight: 10, ages: [60, 92], insuranceType: '310', unit: '退休人员服务站', yearly: null, account: true },
  {
    weight: 12,
    ages: [6, 17],
    insuranceType: '391',
    unit: '实验小学',
    yearly: { ownFen: 4000, subsidyFen: 4000 },
    account: false,
  },
  {
    weight: 14,
    ages: [18, 59],
    insuranceType: '391',
    unit: '银州街道社区',
    yearly: { ownFen: 24_000, subsidyFen: 4000 },
    account: false,
  },
  {
    weight: 9,
    ages: [60, 95],
    insuranceType: '391',
    unit: '银州街道社区',
    yearly: { ownFen: 18_000, subsidyFen: 10_000 },
    account: false,
  },
  {
    weight: 5,
    ages: [18, 59],
    insuranceType: '391',
    unit: '岭东街道社区',
    yearly: { ownFen: 10_000, subsidyFen: 18_000 },
    account: false,
  },
  {
    weight: 6,
    ages: [18, 59],
    insuranceType: '390',
    unit: '长岭镇社区',
    yearly: { ownFen: 11_000, subsidyFen: 7000 },
    account: false,
  },
  {
    weight: 4,
    ages: [18, 59],
    insuranceType: '390',
    unit: '长岭镇社区',
    yearly: { ownFen: 3600, subsidyFen: 14_400 },
    account: false,
  },
]
const totalWeight = categories.reduce((sum, category) => sum + category.weight, 0)

/** Year whose ages the categories mean, so that the people do not change with the calendar. */
const asOfYear = 2026

/** Mulberry32: 32 bits of state, good enough for people who do not exist. */
const generator = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const pick = <T>(draw: (below: number) => number, list: readonly T[]): T => list[draw(list.length)] as T
const digits = (value: number, length: number): string => String(value).padStart(length, '0')

const contributionsOf = (category: Category, draw: (below: number) => number): Member['contribution'] => {
  const { insuranceType, yearly } = category
  if (yearly !== null) {
    const last = draw(10) === 0 ? 'arrears' : 'paid'
    return [2024, 2025, 2026].map((year) => {
      const state = year === 2026 ? last : 'paid'
      const row = { period: String(year), insuranceType, state, ...yearly, unitFen: 0 } as const
      return state === 'paid' ? { ...row, paidOn: `${year - 1}-10-${digits(1 + draw(28), 2)}` } : row
    })
  }
  const base = 380_000 + draw(900) * 1000
  return Array.from({ length: 24 }, (_, n) => {
    const month = digits(1 + (n % 12), 2)
    const year = 2024 + Math.floor(n / 12)
    const [ownFen, unitFen] = [Math.round(base * 0.02), Math.round(base * 0.08)]
    const period = `${year}-${month}`
    return { period, insuranceType, state: 'paid', ownFen, unitFen, subsidyFen: 0, paidOn: `${period}-15` } as const
  })
}

const memberNumber = (n: number, draw: (below: number) => number): Member => {
  let roll = draw(totalWeight)
  const category = categories.find((candidate) => {
    roll -= candidate.weight
    return roll < 0
  }) as Category
  const [young, old] = category.ages
  const birthYear = asOfYear - young - draw(old - young + 1)
  const born = `${birthYear}${digits(1 + draw(12), 2)}${digits(1 + draw(28), 2)}`
  // Region and sequence carry the number of the person, so that no two ID numbers meet whatever the birth dates.
  const region = digits(210_000 + Math.floor(n / 1000) * 7 + 1, 6)
  const body = `${region}${born}${digits(n % 1000, 3)}`
  const name = `${pick(draw, surnames)}${n % 100 === 0 ? pick(draw, rare) : ''}${pick(draw, given)}${
    draw(3) === 0 ? '' : pick(draw, given)
  }`
  const arrears = category.yearly !== null && draw(12) === 0
  return {
    key: `synthetic-${n}`,
    personNo: `2112001${digits(n, 9)}`,
    name,
    idNumber: body + idCheckCharacter(body),
    gender: (n % 1000) % 2 === 1 ? 'male' : 'female',
    ethnicity: draw(12) === 0 ? '11' : '01',
    birthPlace: region,
    cardSn: `211202D156000005${digits(n, 16)}`,
    cardNo: `B${digits(n, 8)}`,
    lost: draw(200) === 0,
    participation: [
      {
        insuranceType: category.insuranceType,
        status: arrears ? 'paused' : 'normal',
        since: `${Math.min(asOfYear - 1, Math.max(2008, birthYear + 1))}-01-01`,
        unit: category.unit,
        ...(arrears ? { pausedOn: `${asOfYear}-01-01`, reason: 'arrears' as const } : {}),
      },
    ],
    account: category.account ? [{ insuranceType: '310', balanceFen: draw(2_000_000) }] : [],
    contribution: contributionsOf(category, draw),
  }
}

/** @param count at most a million */
export function* syntheticMembers(count: number, seed: number): Generator<Member> {
  const draw = generator(seed)
  for (let n = 1; n <= count; n++) yield memberNumber(n, draw)
}
