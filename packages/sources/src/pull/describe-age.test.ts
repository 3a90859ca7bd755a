import { expect, test } from 'vitest'
import { describeAge } from './describe-age.ts'

const now = Date.parse('2026-11-22T10:00:00Z')

test.each([
  ['2026-11-22T10:00:00.000Z', 'just now (2026-11-22)'],
  ['2026-11-22T11:00:00.000Z', 'just now (2026-11-22)'],
  ['2026-11-22T09:59:00.000Z', '1 minute ago (2026-11-22)'],
  ['2026-11-22T07:00:00.000Z', '3 hours ago (2026-11-22)'],
  ['2026-11-20T09:00:00.000Z', '2 days ago (2026-11-20)'],
  ['', 'at an unknown time'],
])('%s is %s', (time, text) => {
  expect(describeAge(time, now)).toBe(text)
})
