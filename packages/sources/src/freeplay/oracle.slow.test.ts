import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeplayCase } from '../testing/freeplay-arbitraries.ts'
import { freeplayRequest } from '../testing/freeplay-request.ts'
import { sdkRequest } from '../testing/freeplay-sdk.ts'

test('thousands of random templates and values give the same requests', async () => {
  await fc.assert(
    fc.asyncProperty(freeplayCase, async ({ template, inputs }) => {
      const wanted = await sdkRequest(template, inputs)
      expect(await freeplayRequest(template, inputs)).toEqual(wanted)
      expect(await freeplayRequest(template, inputs, 'empty')).toEqual(wanted)
    }),
    { numRuns: 3000 },
  )
})
