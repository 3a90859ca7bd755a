import { describe, expect, test } from 'vitest'
import { tables } from '../storage/tables.ts'
import { asJson, exported, fillStorage } from './fill-storage.ts'
import { newRecording } from './new-recording.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { systemActor as actor } from './test-registry.ts'

const DAY = 24 * 3_600_000

/** The part of the contract that is about whole databases: export, import, and what is deleted by age. */
export function transferContract(open: () => Promise<OpenedStorage>): void {
  describe('export and import', () => {
    test('what was exported and imported is exported as before, and works', async () => {
      await using from = await open()
      await fillStorage(from.storage)
      const lines = await exported(from.storage)
      const names = new Set(lines.map((line) => ('table' in line ? line.table : '')).filter(Boolean))
      expect([...names].sort()).toEqual(tables.map(({ name }) => name).sort())
      expect(JSON.stringify(lines)).not.toMatch(/"(seq|words)"/)

      await using to = await open()
      expect(await to.storage.import(asJson(lines))).toBe(lines.length - 2)
      expect(await exported(to.storage)).toEqual(lines)
      const { recordings, templates } = to.storage
      expect((await recordings.list('p', { text: 'cafe koln' }, { size: 9 })).items).toMatchObject([
        { id: 'r1' },
      ])
      expect(await templates.byName('p', 't/Zulu', 'Zulu')).toMatchObject({ model: 'm' })
      // What comes next does not meet what came in.
      await recordings.add([newRecording('r3'), newRecording('r1')])
      expect((await recordings.list('p', {}, { size: 9 })).items).toHaveLength(3)
    })

    test('an export from before rows told who recorded them is taken', async () => {
      await using from = await open()
      await fillStorage(from.storage)
      const older = (await exported(from.storage)).map((line) => {
        if (!('row' in line) || !['sessions', 'traces'].includes(line.table)) return line
        const { recorded_by: _, ...row } = line.row
        return { ...line, row }
      })
      await using to = await open()
      await to.storage.import(asJson(older))
      const { items } = await to.storage.sessions.list('p', { page: 1, pageSize: 9 })
      expect(items.map(({ recordedBy }) => recordedBy)).toEqual([undefined, undefined])
    })

    test.each([
      ['nothing', () => [], 'Line 1: the end is missing'],
      ['something else', () => [{ a: 1 }], 'Line 1: this is no export of a registry.'],
      [
        'a newer format',
        ([head]: unknown[]) => [{ ...Object(head), format: 9 }],
        'Line 1: the format is 9, not 1.',
      ],
      ['a file that was cut off', (lines: unknown[]) => lines.slice(0, -1), 'the end is missing'],
      ['a line that is lost', (lines: unknown[]) => lines.toSpliced(5, 1), 'some are missing'],
      [
        'a table of another program',
        ([head]: unknown[]) => [head, { table: 'users', row: {} }],
        'Line 2: this is no row',
      ],
      [
        'a wrong column',
        ([head]: unknown[]) => [head, { table: 'projects', row: { id: 1 } }],
        'Line 2: projects.id is no text.',
      ],
    ])('%s is refused, and leaves nothing', async (_, damage, message) => {
      await using from = await open()
      await fillStorage(from.storage)
      await using to = await open()
      const lines = asJson(damage(await exported(from.storage)))
      await expect(to.storage.import(lines)).rejects.toThrow(message)
      expect(await exported(to.storage)).toHaveLength(2)
      await expect(from.storage.import(asJson([]))).rejects.toThrow('The database is not empty')
    })
  })

  describe('retention', () => {
    test('deletes what is too old, of the projects that say so', async () => {
      await using opened = await open()
      const { projects, recordings, sessions, retention } = opened.storage
      const now = Date.now() + 100 * DAY
      for (const projectId of ['p', 'other']) {
        await projects.create({ id: projectId, name: projectId }, actor)
        await recordings.add([
          ...Array.from({ length: 1_100 }, (_, i) =>
            newRecording(`old${i}`, {
              projectId,
              sessionId: `old${i % 3}`,
              startedAt: now - 31 * DAY,
              text: 'needle',
            }),
          ),
          newRecording('new', { projectId, sessionId: 'old0', startedAt: now - 29 * DAY }),
        ])
        await sessions.putTrace(
          projectId,
          {
            id: 't',
            sessionId: 'old1',
            body: {},
            evalResults: {},
            metadata: {},
          },
          actor,
        )
      }
      expect(await retention.get('p')).toBeUndefined()
      expect(await retention.expire(now)).toEqual({ recordings: 0, traces: 0, sessions: 0 })
      await retention.set('p', 30, actor)
      expect(await retention.get('p')).toBe(30)
      // The session of the new recording stays.
      expect(await retention.expire(now)).toEqual({ recordings: 1_100, traces: 1, sessions: 2 })
      expect(await retention.expire(now)).toEqual({ recordings: 0, traces: 0, sessions: 0 })
      expect((await recordings.list('p', {}, { size: 9 })).items).toMatchObject([{ id: 'new' }])
      expect((await recordings.list('p', { text: 'needle' }, { size: 9 })).items).toEqual([])
      expect((await recordings.list('other', { text: 'needle' }, { size: 9 })).items).toHaveLength(9)
      const { items } = await projects.audit('p', { page: 1, pageSize: 9 })
      expect(items.map(({ action }) => action)).toEqual([
        'retention.delete',
        'retention.set',
        'project.create',
      ])
      expect(items[0]?.detail).toMatchObject({ recordings: 1_100, traces: 1, sessions: 2 })
      await retention.set('p', undefined, actor)
      expect(await retention.get('p')).toBeUndefined()
    })
  })
}
