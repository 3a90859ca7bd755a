import { expect, test } from 'vitest'
import { RequestParser } from './request-parser.ts'

const post =
  'POST /v1/messages HTTP/1.1\r\nHost: x\r\nX-Many: a\r\nx-many: b\r\nContent-Length: 6\r\n\r\n{"é"'
const wholePost = Buffer.from(`${post}}`)

test.each([1, 2, 7, wholePost.length])('reads a request that comes in pieces of %i bytes', (size) => {
  const parser = new RequestParser()
  const requests = []
  for (let i = 0; i < wholePost.length; i += size)
    requests.push(...parser.push(wholePost.subarray(i, i + size)))
  expect(requests.map((r) => ({ ...r, body: r.body.toString() }))).toEqual([
    {
      method: 'POST',
      path: '/v1/messages',
      headers: { host: 'x', 'x-many': 'a, b', 'content-length': '6' },
      body: '{"é"}',
    },
  ])
})

test('reads a chunked body with an extension and trailers, and the request behind it', () => {
  const bytes = Buffer.from(
    'POST /a HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nsum: 1\r\n\r\nGET /b HTTP/1.1\r\n\r\n',
  )
  const parser = new RequestParser()
  const requests = [...bytes].flatMap((byte) => parser.push(Buffer.of(byte)))
  expect(requests.map((r) => [r.method, r.path, r.body.toString()])).toEqual([
    ['POST', '/a', 'abc0123456789'],
    ['GET', '/b', ''],
  ])
})

test('returns all requests that one piece completes', () => {
  const requests = new RequestParser().push(Buffer.from('GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET'))
  expect(requests.map((r) => r.path)).toEqual(['/a', '/b'])
})

test.each([
  ['a line that is no request', 'HELLO\r\n'],
  ['bytes that are no letters, before there is a line', '\x16\x03\x01'],
  ['a header without a name', 'GET / HTTP/1.1\r\n: x\r\n'],
  ['a length that is none', 'POST / HTTP/1.1\r\ncontent-length: ten\r\n\r\n'],
  ['a chunk without a size', 'POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
  ['a chunk longer than its size', 'POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n'],
])('throws on %s', (_, text) => {
  expect(() => new RequestParser().push(Buffer.from(text))).toThrow()
})
