import { expect, test } from 'vitest'
import { killPulls } from './pull-kills.ts'

test('a pull that is killed leaves the snapshot entirely old or entirely new', async () => {
  const report = await killPulls(15)
  expect(report).toMatchObject({ kills: 15, faults: [] })
  expect(report.old + report.new).toBe(15)
})
