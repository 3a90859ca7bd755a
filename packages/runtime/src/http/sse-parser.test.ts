import { expect, test } from 'vitest'
import { type SseEvent, sseParser } from './sse-parser.ts'

function parseAll(...chunks: string[]): SseEvent[] {
  const parse = sseParser()
  return chunks.flatMap((chunk) => parse(chunk))
}

test.each(['\n', '\r', '\r\n'])('lines end in %j', (end) => {
  const text = ['event: greeting', 'data: one', 'data: two', '', 'data: three', '', ''].join(end)
  expect(parseAll(text)).toEqual([
    { event: 'greeting', data: 'one\ntwo' },
    { event: '', data: 'three' },
  ])
})

test('CR, LF and CRLF mix', () => {
  expect(parseAll('data: a\r\ndata: b\rdata: c\n\r\n')).toEqual([{ event: '', data: 'a\nb\nc' }])
})

test('an event is returned with its blank line, also when that ends in a CR', () => {
  const parse = sseParser()
  expect(parse('data: a\r\r')).toEqual([{ event: '', data: 'a' }])
  expect(parse('\ndata: b\n\n')).toEqual([{ event: '', data: 'b' }])
})

test('one space after the colon is not part of the value', () => {
  expect(parseAll('data:a\n\ndata: b\n\ndata:  c\n\n').map(({ data }) => data)).toEqual(['a', 'b', ' c'])
})

test('comments, ids, unknown fields and events without data are nothing', () => {
  expect(parseAll(': ping\n\nid: 1\nretry: 5\nother: x\n\nevent: empty\n\n')).toEqual([])
})

test('a name holds for one event only', () => {
  expect(parseAll('event: named\n\ndata: a\n\n')).toEqual([{ event: '', data: 'a' }])
})

test('a field without a colon has an empty value', () => {
  expect(parseAll('data\n\n')).toEqual([{ event: '', data: '' }])
  expect(parseAll('data\ndata\n\n')).toEqual([{ event: '', data: '\n' }])
})

test('an event without its blank line is not dispatched', () => {
  expect(parseAll('data: a\n\ndata: b\n')).toEqual([{ event: '', data: 'a' }])
})

test('every split into two, three and single characters gives the same events', () => {
  const text = 'event: x\r\ndata: Grüße 🌍\r\n\r\n: ping\n\ndata: a\rdata: b\r\rdata:\n\n'
  const whole = parseAll(text)
  expect(whole).toHaveLength(3)
  for (let i = 0; i <= text.length; i++) {
    for (let j = i; j <= text.length; j++) {
      expect(parseAll(text.slice(0, i), text.slice(i, j), text.slice(j))).toEqual(whole)
    }
  }
  expect(parseAll(...text.split(''))).toEqual(whole)
})
