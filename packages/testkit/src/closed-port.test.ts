import { expect, test } from 'vitest'
import { closedPort } from './closed-port.ts'

test('connections are refused', async () => {
  const url = await closedPort()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})
