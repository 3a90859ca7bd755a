/** The official SDK as the oracle: for the same templates and values, the same request. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeplayCase } from '../../testing/freeplay-arbitraries.ts'
import { freeplayRequest } from '../../testing/freeplay-request.ts'
import { sdkRequest } from '../../testing/freeplay-sdk.ts'

test('random templates and values give the same requests', async () => {
  await fc.assert(
    fc.asyncProperty(freeplayCase, async ({ template, inputs }) => {
      expect(await freeplayRequest(template, inputs)).toEqual(await sdkRequest(template, inputs))
    }),
    { numRuns: 50 },
  )
})

test("with `missing: 'empty'`, also when variables are missing", async () => {
  const names = ['text', 'number', 'flag', 'object', 'list', 'strings', 'mixed']
  await fc.assert(
    fc.asyncProperty(freeplayCase, fc.subarray(names), async ({ template, inputs }, lost) => {
      const variables = Object.fromEntries(
        Object.entries(inputs.variables).filter(([name]) => !lost.includes(name)),
      )
      const fewer = { ...inputs, variables }
      expect(await freeplayRequest(template, fewer, 'empty')).toEqual(await sdkRequest(template, fewer))
    }),
    { numRuns: 50 },
  )
})
