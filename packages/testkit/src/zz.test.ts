import { expect, test } from 'vitest'
import { fullPort } from './full-port.ts'
test.each(Array.from({ length: 25 }, (_, i) => i))('%i', async () => {
  await using port = await fullPort()
  await expect(fetch(port.url, { signal: AbortSignal.timeout(60) })).rejects.toMatchObject({ name: 'TimeoutError' })
})
