import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { isLocalRequest } from './is-local-request.ts'

test.each([
  ['127.0.0.1', 'localhost:5173', true],
  ['::1', '[::1]:5173', true],
  ['::ffff:127.0.0.1', '127.0.0.1', true],
  ['127.8.9.1', 'app.localhost:80', true],
  ['192.168.1.7', 'localhost:5173', false],
  ['::ffff:10.0.0.1', 'localhost', false],
  ['127.0.0.1', 'evil.example:5173', false],
  ['127.0.0.1', '127.0.0.1.evil.example', false],
  ['127.0.0.1', 'localhost.evil.example', false],
  ['127.0.0.1', undefined, false],
  [undefined, 'localhost', false],
])('from %s to %s: %s', (remoteAddress, host, expected) => {
  const request = { socket: { remoteAddress }, headers: { host } } as unknown as IncomingMessage
  expect(isLocalRequest(request)).toBe(expected)
})
