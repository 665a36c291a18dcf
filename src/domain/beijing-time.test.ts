import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  ageOn,
  beijingDate,
  beijingDateTime,
  beijingMinute,
  beijingSecond,
  chineseDate,
  chineseMonth,
  daysBetween,
  startOfBeijingDay,
} from './beijing-time.ts'

const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) })

describe('Beijing time', () => {
  it('turns the day at 16:00 UTC, whatever zone the machine is in', () => {
    expect(beijingDateTime(Date.UTC(2026, 9, 12, 15, 59, 59))).toBe('2026-10-12 23:59:59')
    expect(beijingDateTime(Date.UTC(2026, 9, 12, 16, 0, 0))).toBe('2026-10-13 00:00:00')
    expect(beijingMinute(Date.UTC(2026, 9, 12, 1, 5))).toBe('09:05')
    expect(beijingSecond(Date.UTC(2026, 9, 12, 1, 5, 7))).toBe('09:05:07')
  })

  it('begins a day at the instant its date changes', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const start = startOfBeijingDay(beijingDate(at))
        expect(start).toBeLessThanOrEqual(at)
        expect(at - start).toBeLessThan(86_400_000)
        expect(beijingDate(start - 1)).not.toBe(beijingDate(start))
      }),
    )
  })

  it('adds and counts days consistently', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -5000, max: 5000 }), (at, days) => {
        const date = beijingDate(at)
        expect(daysBetween(date, addDays(date, days))).toBe(days)
      }),
    )
    expect(addDays('2012-03-01', 10)).toBe('2012-03-11')
    expect(daysBetween('2012-01-31', '2012-03-23')).toBe(52)
  })

  it('writes dates as people do', () => {
    expect(chineseDate('2026-01-09')).toBe('2026年1月9日')
    expect(chineseMonth('2026-01')).toBe('2026年1月')
    expect(chineseMonth('2026-11-30')).toBe('2026年11月')
  })

  it('reaches an age on the birthday', () => {
    expect(ageOn('1966-10-12', '2026-10-11')).toBe(59)
    expect(ageOn('1966-10-12', '2026-10-12')).toBe(60)
    expect(ageOn('2008-02-29', '2026-02-28')).toBe(17)
    expect(ageOn('2008-02-29', '2026-03-01')).toBe(18)
  })

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '', 'x', '0999-01-01'])('refuses %s', (date) => {
    expect(() => startOfBeijingDay(date)).toThrow(RangeError)
  })
})
