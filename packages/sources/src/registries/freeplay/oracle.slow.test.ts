import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeplayCase } from '../../testing/freeplay-arbitraries.ts'
import { freeplayRequest } from '../../testing/freeplay-request.ts'
import { sdkRequest } from '../../testing/freeplay-sdk.ts'

test('many random templates and values give the same requests', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(freeplayCase, async ({ template, inputs }) => {
      const wanted = await sdkRequest(template, inputs)
      expect(await freeplayRequest(template, inputs)).toEqual(wanted)
      expect(await freeplayRequest(template, inputs, 'empty')).toEqual(wanted)
    }),
    { numRuns: 1500 },
  )
})
