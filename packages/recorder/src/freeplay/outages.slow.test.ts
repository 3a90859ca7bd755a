import { expect, test } from 'vitest'
import { outages, outlive } from '../testing/outlive.ts'
import { freeplay } from './freeplay.ts'

test.each(outages)(
  'with Freeplay %s, calls go on, and when it is back each is there once',
  async (_, outage) => {
    expect.hasAssertions()
    await outlive(outage, freeplay)
  },
)
