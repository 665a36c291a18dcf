import { expect, test } from 'vitest'
import { parseIdNumber } from '../domain/id-number.ts'
import { memberSchema, readMembers } from './members-file.ts'
import { syntheticMembers } from './synthetic-members.ts'

const people = [...syntheticMembers(3000, 1)]

test('synthetic members have the form of the file and valid, different ID numbers and cards', () => {
  for (const person of people) expect(memberSchema.safeParse(person).error?.issues).toBeUndefined()
  for (const field of ['idNumber', 'personNo', 'cardSn', 'key'] as const) {
    expect(new Set(people.map((person) => person[field])).size).toBe(people.length)
  }
  expect(people.every(({ idNumber }) => parseIdNumber(idNumber) === idNumber)).toBe(true)
  expect(people.every(({ idNumber, gender }) => (Number(idNumber[16]) % 2 === 1) === (gender === 'male'))).toBe(true)
})

test('the same seed gives the same people, another seed others', () => {
  expect([...syntheticMembers(50, 1)]).toEqual(people.slice(0, 50))
  expect([...syntheticMembers(50, 2)]).not.toEqual(people.slice(0, 50))
})

test('there are rare characters, several kinds of insurance, arrears and lost cards among them', () => {
  expect(people.some(({ name }) => /[\u{20000}-\u{2ffff}]/u.test(name))).toBe(true)
  expect(new Set(people.map(({ participation }) => participation[0]?.insuranceType))).toEqual(
    new Set(['310', '390', '391']),
  )
  expect(people.some(({ participation }) => participation[0]?.status === 'paused')).toBe(true)
  expect(people.some(({ lost }) => lost)).toBe(true)
})

test('none of them takes the number of a member of the demo', () => {
  const demo = readMembers('config/demo/members.toml')
  if (!demo.ok) throw new Error('members.toml')
  const taken = new Set(demo.value.flatMap(({ idNumber, personNo, cardSn }) => [idNumber, personNo, cardSn]))
  expect(people.filter((p) => taken.has(p.idNumber) || taken.has(p.personNo) || taken.has(p.cardSn))).toEqual([])
})
