import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillAndList } from './registry-million.ts'

// A short one: that an interrupted filling goes on, and that every kind of list is read. Times are for a quiet machine.
test.each(['sqlite', 'postgres'] as const)(
  'many recordings in %s are listed and searched',
  async (database) => {
    // Not `mkdtemp`: PostgreSQL may run as another user, who has to get there.
    const folder = join(tmpdir(), `understudy-million-${randomUUID()}`)
    try {
      const begun = await fillAndList({ database, folder, recordings: 6_000, seconds: 0, pages: 8 })
      expect(begun).toMatchObject({ recordings: 0, lists: {} })
      const { recordings, fillingMB, lists, servingMB, complaints } = await fillAndList({
        database,
        folder,
        recordings: 6_000,
        seconds: 60,
        pages: 8,
      })
      expect(recordings).toBe(6_000)
      expect(fillingMB.length).toBeGreaterThan(5)
      expect(Object.keys(lists)).toHaveLength(20)
      expect(Math.max(...servingMB)).toBeLessThan(600)
      expect(complaints).toBe('')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
