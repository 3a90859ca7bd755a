import { expect, test } from 'vitest'
import { killSpools } from './spool-kills.ts'

test('an application that is killed loses nothing that was saved, and nothing is stored twice', async () => {
  const report = await killSpools(8)
  expect(report).toMatchObject({ kills: 8, faults: [] })
  expect(report.saved).toBeGreaterThan(8)
  expect(report.stored).toBeGreaterThanOrEqual(report.saved)
})
