import { expect, test } from 'vitest'
import { sseParser } from './sse-parser.ts'

function parseAll(...chunks: string[]): string[] {
  const parse = sseParser()
  return chunks.flatMap((chunk) => parse(chunk))
}

test.each(['\n', '\r', '\r\n'])('lines end in %j', (end) => {
  const text = ['event: greeting', 'data: one', 'data: two', '', 'data: three', '', ''].join(end)
  expect(parseAll(text)).toEqual(['one\ntwo', 'three'])
})

test('CR, LF and CRLF mix', () => {
  expect(parseAll('data: a\r\ndata: b\rdata: c\n\r\n')).toEqual(['a\nb\nc'])
})

test('an event is returned with its blank line, also when that ends in a CR', () => {
  const parse = sseParser()
  expect(parse('data: a\r\r')).toEqual(['a'])
  expect(parse('\ndata: b\n\n')).toEqual(['b'])
})

test('a CR that ends a piece may be half of a CRLF: no blank line comes of it', () => {
  expect(parseAll('data: a\r', '\ndata: b\r\n\r', '\ndata: c\r\n', '\r')).toEqual(['a\nb', 'c'])
  expect(parseAll('data: a\r', '', '\ndata: b\r\r')).toEqual(['a\nb'])
})

test('a field whose name only begins with data is unknown', () => {
  expect(parseAll('database: x\n\ndata : y\n\ndata: z\n\n')).toEqual(['z'])
})

test('one space after the colon is not part of the value', () => {
  expect(parseAll('data:a\n\ndata: b\n\ndata:  c\n\n')).toEqual(['a', 'b', ' c'])
})

test('comments, ids, unknown fields and events without data are nothing', () => {
  expect(parseAll(': ping\n\nid: 1\nretry: 5\nother: x\n\nevent: empty\n\n')).toEqual([])
})

test('a field without a colon has an empty value', () => {
  expect(parseAll('data\n\n')).toEqual([''])
  expect(parseAll('data\ndata\n\n')).toEqual(['\n'])
})

test('an event without its blank line is not dispatched', () => {
  expect(parseAll('data: a\n\ndata: b\n')).toEqual(['a'])
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

// Some apis repeat a whole answer, or an image, in one event.
test('a line of four megabytes in pieces of a hundred bytes takes no more than its length', () => {
  const data = 'x'.repeat(4_000_000)
  const pieces = `data: ${data}\r\n\r\n`.match(/.{1,100}/gs) ?? []
  expect(pieces.length).toBeGreaterThan(40_000)
  const parse = sseParser()
  expect(pieces.flatMap((piece) => parse(piece))).toEqual([data])
})
