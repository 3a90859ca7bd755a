import { canonicalDigest } from '@understudy/compiler'
import { describe, expect, test } from 'vitest'
import type { Actor, AuditEntry, Storage } from '../storage/storage.ts'
import { exported } from './fill-storage.ts'
import { newRecording } from './new-recording.ts'
import type { OpenedStorage } from './opened-storage.ts'

const first: Actor = { keyId: 'k1', mayDeploy: false }
const second: Actor = { keyId: 'k2', mayDeploy: false }

/** The part of the contract that is about the audit log: what it tells of changes to what is there already. */
export function auditContract(withProject: () => Promise<OpenedStorage>): void {
  async function logOf({ projects }: Storage): Promise<AuditEntry[]> {
    const { items } = await projects.audit('p', { page: 1, pageSize: 100 })
    return items.toReversed().filter(({ action }) => action !== 'project.create')
  }

  /** The digest of these columns of a row, made from an export. */
  async function digestIn(storage: Storage, table: string, columns: readonly string[]): Promise<string> {
    const [row] = (await exported(storage)).flatMap((line) =>
      'row' in line && line.table === table ? [line.row] : [],
    )
    return canonicalDigest(Object.fromEntries(columns.map((column) => [column, row?.[column]])))
  }

  describe('the audit log', () => {
    test('has each change of a recording, with digests that follow each other and can be checked', async () => {
      await using opened = await withProject()
      const { storage } = opened
      await storage.recordings.add([newRecording('r')])
      const columns = ['body', 'eval_results', 'feedback']
      const begun = await digestIn(storage, 'recordings', columns)
      await storage.recordings.addFeedback('p', 'r', { stars: 4 }, first)
      await storage.recordings.addFeedback(
        undefined,
        'r',
        { stars: 4, freeplay_feedback: 'negative' },
        second,
      )
      await storage.recordings.update('p', 'r', { messages: ['more'], evalResults: { a: 1 } }, second)
      const log = await logOf(storage)
      expect(log).toMatchObject([
        { actor: 'k1', action: 'recording.feedback', target: 'r', detail: { before: begun } },
        { actor: 'k2', action: 'recording.feedback', target: 'r', detail: { before: log[0]?.detail.after } },
        { actor: 'k2', action: 'recording.update', target: 'r', detail: { before: log[1]?.detail.after } },
      ])
      expect(log[2]?.detail.after).toBe(await digestIn(storage, 'recordings', columns))
      expect(new Set(log.map(({ detail }) => detail.after)).size).toBe(3)
    })

    test('has what was sent twice once', async () => {
      await using opened = await withProject()
      const { recordings, sessions, datasets } = opened.storage
      const dataset = await datasets.create('p', { kind: 'prompt', name: 'd', body: { a: 1 } }, first)
      const [one] = (await datasets.addTestCases('p', dataset.id, [{ inputs: {} }], first)) ?? []
      const trace = { id: 't', sessionId: 's', body: { input: 1 }, evalResults: {}, metadata: { b: 2 } }
      for (const _ of [1, 2]) {
        await recordings.add([newRecording('r', { sessionMetadata: { tier: 'gold' } })])
        await recordings.addFeedback('p', 'r', { good: true }, first)
        await recordings.update('p', 'r', { messages: [], evalResults: {} }, first)
        await sessions.putTrace('p', trace, first)
        await sessions.addToTrace('p', 't', { feedback: { good: true } }, first)
        await sessions.addMetadata('p', 's', { tier: 'gold' }, first)
        await datasets.update('p', dataset.id, { body: { a: 1 } }, first)
        await datasets.updateTestCase('p', dataset.id, one?.id ?? '', { inputs: {} }, first)
      }
      expect((await logOf(opened.storage)).map(({ action }) => action)).toEqual([
        'dataset.create',
        'test-case.create',
        'recording.feedback',
        'trace.feedback',
      ])
    })

    test('has changes of traces, and of sessions, also by what is recorded later', async () => {
      await using opened = await withProject()
      const { storage } = opened
      const { recordings, sessions } = storage
      const told = (id: string, recordedBy: string, sessionMetadata: NonNullable<unknown>) =>
        newRecording(id, { recordedBy, sessionMetadata: { ...sessionMetadata } })
      await recordings.add([
        told('1', 'k1', { a: 1 }),
        told('2', 'k2', { a: 2 }),
        told('3', 'k1', {}),
        told('4', 'k2', { a: 2 }),
      ])
      await recordings.add([told('5', 'k1', { b: 3 })])
      await sessions.addMetadata('p', 's', { c: 4 }, second)
      const ofSession = await logOf(storage)
      expect(ofSession).toMatchObject([
        {
          actor: 'k2',
          action: 'session.update',
          target: 's',
          detail: { before: canonicalDigest({ metadata: { a: 1 } }) },
        },
        { actor: 'k1', action: 'session.update', target: 's' },
        { actor: 'k2', action: 'session.update', target: 's' },
      ])
      expect(ofSession[2]?.detail.after).toBe(await digestIn(storage, 'sessions', ['metadata']))
      expect((await sessions.list('p', { page: 1, pageSize: 9 })).items).toMatchObject([
        { metadata: { a: 2, b: 3, c: 4 }, recordedBy: 'k1' },
      ])

      const trace = { id: 't', sessionId: 's', body: { input: 1 }, evalResults: {}, metadata: {} }
      await sessions.putTrace('p', trace, first)
      await sessions.putTrace('p', { ...trace, body: { input: 2 } }, second)
      await sessions.addToTrace('p', 't', { metadata: { a: 1 } }, second)
      await sessions.addToTrace('p', 't', { feedback: { a: 1 } }, first)
      expect(await sessions.traces('p', 's')).toMatchObject([{ recordedBy: 'k1' }])
      const ofTrace = (await logOf(storage)).slice(3)
      expect(ofTrace).toMatchObject([
        { actor: 'k2', action: 'trace.replace', target: 't' },
        { actor: 'k2', action: 'trace.update', target: 't', detail: { before: ofTrace[0]?.detail.after } },
        { actor: 'k1', action: 'trace.feedback', target: 't', detail: { before: ofTrace[1]?.detail.after } },
      ])
      const columns = ['body', 'eval_results', 'metadata', 'feedback', 'session_id', 'test_run_id']
      expect(ofTrace[2]?.detail.after).toBe(await digestIn(storage, 'traces', columns))

      await sessions.delete('p', 's', second)
      expect((await logOf(storage)).at(-1)).toMatchObject({
        actor: 'k2',
        action: 'session.delete',
        detail: { recordings: 5, traces: 1, before: ofSession[2]?.detail.after },
      })
    })

    test('has each test case that was made, changed or deleted', async () => {
      await using opened = await withProject()
      const { datasets } = opened.storage
      const { id: dataset } = await datasets.create('p', { kind: 'prompt', name: 'd', body: {} }, first)
      const cases = (await datasets.addTestCases('p', dataset, [{ a: 1 }, { a: 2 }], first)) ?? []
      const [one = '', other = ''] = cases.map(({ id }) => id)
      await datasets.updateTestCase('p', dataset, one, { b: 1 }, second)
      await datasets.deleteTestCases('p', dataset, [other, 'none', one], second)
      await datasets.update('p', dataset, { name: 'e', body: {} }, first)
      await datasets.delete('p', dataset, second)
      const digest = (body: object): string => canonicalDigest({ body })
      const named = (name: string): string => canonicalDigest({ name, body: {} })
      expect((await logOf(opened.storage)).slice(1)).toMatchObject([
        {
          actor: 'k1',
          action: 'test-case.create',
          target: one,
          detail: { dataset, after: digest({ a: 1 }) },
        },
        {
          actor: 'k1',
          action: 'test-case.create',
          target: other,
          detail: { dataset, after: digest({ a: 2 }) },
        },
        {
          actor: 'k2',
          action: 'test-case.update',
          target: one,
          detail: { dataset, before: digest({ a: 1 }), after: digest({ a: 1, b: 1 }) },
        },
        { actor: 'k2', action: 'test-case.delete', target: other, detail: { before: digest({ a: 2 }) } },
        { actor: 'k2', action: 'test-case.delete', target: one, detail: { before: digest({ a: 1, b: 1 }) } },
        {
          actor: 'k1',
          action: 'dataset.update',
          target: dataset,
          detail: { before: named('d'), after: named('e') },
        },
        {
          actor: 'k2',
          action: 'dataset.delete',
          target: dataset,
          detail: { before: named('e'), test_cases: 0 },
        },
      ])
    })

    test('has settings as they were and as they are', async () => {
      await using opened = await withProject()
      const { environments, retention } = opened.storage
      const rule = { protected: true, approval: false }
      await environments.set('p', { name: 'prod', ...rule }, first)
      await environments.set('p', { name: 'prod', ...rule, protected: false }, second)
      await retention.set('p', 30, first)
      await retention.set('p', undefined, second)
      expect((await logOf(opened.storage)).map(({ detail }) => detail)).toEqual([
        { before: null, after: rule },
        { before: rule, after: { ...rule, protected: false } },
        { before: null, after: 30 },
        { before: 30, after: null },
      ])
    })
  })
}
