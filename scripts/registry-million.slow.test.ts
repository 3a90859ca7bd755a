import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillAndList } from './registry-million.ts'

const SOME = 24_000
/** MB: caches of pages are not full yet, but if recordings stayed in memory, it would be far more. */
const STILL_WARMING_UP = 160

// A short one: that an interrupted filling goes on, and that every kind of list is read. Times are for a quiet machine.
test.each(['sqlite', 'postgres'] as const)(
  'many recordings in %s are listed and searched',
  async (database) => {
    // Not `mkdtemp`: PostgreSQL may run as another user, who has to get there.
    const folder = join(tmpdir(), `understudy-million-${randomUUID()}`)
    try {
      const begun = await fillAndList({ database, folder, recordings: SOME, seconds: 0, pages: 8 })
      expect(begun).toMatchObject({ recordings: 0, lists: {} })
      const { recordings, fillingMB, growthMB, lists, servingMB, complaints } = await fillAndList({
        database,
        folder,
        recordings: SOME,
        seconds: 60,
        pages: 8,
      })
      expect(recordings).toBe(SOME)
      expect(fillingMB.length).toBeGreaterThan(5)
      expect(growthMB).toBeLessThan(STILL_WARMING_UP)
      expect(Object.keys(lists)).toHaveLength(20)
      expect(Math.max(...servingMB)).toBeLessThan(600)
      expect(complaints).toBe('')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
