import { expect, test } from 'vitest'
import type { FeedbackEvent } from '../recording.ts'
import { maskPersonalData } from './mask-personal-data.ts'

const masked = (text: string): unknown => {
  const event: FeedbackEvent = { type: 'feedback', id: 'a@b.example', values: { text } }
  const result = maskPersonalData(event)
  expect(result).toMatchObject({ type: 'feedback', id: 'a@b.example' })
  return 'values' in result ? result.values?.text : undefined
}

test.each([
  ['Write to ann.lee+x@mail.example.com, please', 'Write to [email], please'],
  ['jörg@müller.de', '[email]'],
  ['4111 1111 1111 1111 and 5500-0000-0000-0004', '[card] and [card]'],
  ['DE89 3704 0044 0532 0130 00', '[iban]'],
  ['Call +49 30 1234567 or (030) 123 45 67', 'Call [phone] or [phone]'],
  ['+14155550123', '[phone]'],
  ['078-05-1120', '[ssn]'],
  ['from 192.168.10.254', 'from [ip]'],
])('%j becomes %j', (text, expected) => {
  expect(masked(text)).toBe(expected)
})

test.each([
  'It was on 2026-11-22 at 10:30.',
  'Order 4111 1111 1111 1112',
  'version 1.22.333 of 10.20',
  'DE00 3704 0044 0532 0130 00',
  '12 34',
  'a@b',
  '0123456789012345678901234567890',
])('%j stays', (text) => {
  expect(masked(text)).toBe(text)
})

test('masks requests, answers and variables however deep, and leaves ids, models and times', () => {
  const text = 'a@b.example'
  const event = {
    type: 'completion',
    id: 'i',
    model: text,
    request: { messages: [{ role: 'user', content: [{ text }] }] },
    variables: { user: { id: text, mail: text } },
    startedAt: 1_700_000_000_000,
  }
  expect(maskPersonalData(event as never)).toEqual({
    ...event,
    request: { messages: [{ role: 'user', content: [{ text: '[email]' }] }] },
    variables: { user: { id: text, mail: '[email]' } },
  })
})

test('a long word takes no longer than its length', () => {
  const word = 'x'.repeat(1_000_000)
  expect(masked(`a@b.example ${word}`)).toBe(`[email] ${word}`)
})
