import { expect, test } from 'vitest'
import { fullPort } from './full-port.ts'
import { selfSignedPort } from './self-signed-port.ts'
import { unknownHost } from './unknown-host.ts'

test('a full port neither connects nor refuses', async () => {
  await using port = await fullPort()
  const connecting = fetch(port.url, { signal: AbortSignal.timeout(200) })
  await expect(connecting).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('a self-signed certificate is not trusted', async () => {
  await using port = await selfSignedPort()
  await expect(fetch(port.url)).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
})

test('an unknown host has no address', async () => {
  await expect(fetch(unknownHost)).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } })
})
