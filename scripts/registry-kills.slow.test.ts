import { expect, test } from 'vitest'
import { killRegistries } from './registry-kills.ts'

test.each(['sqlite', 'postgres'] as const)(
  'a registry on %s that is killed has lost nothing that it answered with 201',
  { timeout: 300_000 },
  async (database) => {
    const report = await killRegistries({ kills: 5, database })
    expect(report).toMatchObject({ kills: 5, ofDatabase: database === 'postgres' ? 1 : 0, faults: [] })
    expect(report.answered).toBeGreaterThan(50)
  },
)
