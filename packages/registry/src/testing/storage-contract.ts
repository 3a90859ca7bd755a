import type { JsonObject } from '@understudy/compiler'
import { describe, expect, test } from 'vitest'
import type { Actor, VersionContent } from '../storage/storage.ts'
import { auditContract } from './audit-contract.ts'
import { newRecording as recording } from './new-recording.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { recordingContract } from './recording-contract.ts'
import { transferContract } from './transfer-contract.ts'

const actor: Actor = { keyId: 'k1', mayDeploy: false }
const deployer: Actor = { keyId: 'k2', mayDeploy: true }
const page = { page: 1, pageSize: 10 }

function content(text: string, more: Partial<VersionContent> = {}): VersionContent {
  return {
    content: [{ role: 'user', content: text }],
    provider: 'openai',
    flavor: 'openai_chat',
    model: 'gpt-5.4-mini',
    params: { temperature: 0, max_tokens: 10 },
    ...more,
  }
}

/** What every storage must do; run on each of them. */
export function storageContract(open: () => Promise<OpenedStorage>): void {
  async function withProject(): Promise<OpenedStorage> {
    const opened = await open()
    await opened.storage.projects.create({ id: 'p', name: 'Project' }, actor)
    await opened.storage.projects.create({ id: 'other', name: 'Other' }, actor)
    return opened
  }

  test('projects have a name and an id of their own', async () => {
    await using opened = await withProject()
    const { projects } = opened.storage
    expect(await projects.find('p')).toEqual({ id: 'p', name: 'Project' })
    expect(await projects.find('q')).toBeUndefined()
    await expect(projects.create({ name: 'Project' }, actor)).rejects.toMatchObject({ code: 'conflict' })
    await expect(projects.create({ id: 'p', name: 'New' }, actor)).rejects.toMatchObject({ code: 'conflict' })
    expect((await projects.list()).map(({ id }) => id)).toEqual(['p', 'other'])
  })

  describe('templates', () => {
    test('the same content is the same version', async () => {
      await using opened = await withProject()
      const { templates } = opened.storage
      const { id } = await templates.create('p', { name: 'qa' }, actor)
      const first = await templates.createVersion('p', { id }, content('a'), [], actor)
      const again = await templates.createVersion(
        'p',
        { id },
        content('a', { params: { max_tokens: 10, temperature: 0 }, name: undefined }),
        [],
        actor,
      )
      expect(again).toEqual(first)
      const second = await templates.createVersion('p', { id }, content('b'), [], actor)
      const named = await templates.createVersion('p', { id }, content('a', { name: 'v1' }), [], actor)
      expect(new Set([first.id, second.id, named.id]).size).toBe(3)
      expect((await templates.versions('p', id, page)).items.map((version) => version.id)).toEqual([
        named.id,
        second.id,
        first.id,
      ])
      expect(await templates.version('p', id, first.id)).toEqual({
        ...content('a'),
        id: first.id,
        projectId: 'p',
        templateId: id,
        templateName: 'qa',
        createdAt: expect.any(Number),
      })
      expect(await templates.find('p', id)).toEqual({ id, name: 'qa', latestVersionId: named.id })
      expect(await templates.version('other', id, first.id)).toBeUndefined()
    })

    test('the same version made at the same time, by name, is one of one template', async () => {
      await using opened = await withProject()
      const { templates } = opened.storage
      const versions = await Promise.all(
        Array.from({ length: 12 }, () =>
          templates.createVersion('p', { name: 'qa', create: true }, content('a'), ['prod'], actor),
        ),
      )
      expect(new Set(versions.map(({ id }) => id)).size).toBe(1)
      expect((await templates.list('p', page)).items).toHaveLength(1)
      const actions = (await opened.storage.projects.audit('p', page)).items.map(({ action }) => action)
      expect(actions).toEqual(['tag.move', 'version.create', 'template.create', 'project.create'])
    })

    test('a template that is not there, or is already, is refused', async () => {
      await using opened = await withProject()
      const { templates } = opened.storage
      for (const reference of [{ id: 'x' }, { name: 'x', create: false }]) {
        await expect(templates.createVersion('p', reference, content('a'), [], actor)).rejects.toMatchObject({
          code: 'not_found',
        })
      }
      await templates.create('p', { id: 't', name: 'qa' }, actor)
      await templates.create('other', { id: 't', name: 'qa' }, actor)
      await expect(templates.create('p', { name: 'qa' }, actor)).rejects.toMatchObject({ code: 'conflict' })
    })

    test('environments move between versions', async () => {
      await using opened = await withProject()
      const { templates, environments, projects } = opened.storage
      const reference = { name: 'qa', create: true }
      const first = await templates.createVersion('p', reference, content('a'), ['prod', 'staging'], actor)
      const second = await templates.createVersion('p', reference, content('b'), [], actor)
      const other = await templates.createVersion(
        'p',
        { name: 'sum', create: true },
        content('a'),
        ['prod'],
        actor,
      )
      const inEnvironment = async (name: string): Promise<string[]> =>
        (await templates.inEnvironment('p', name)).map(({ id }) => id)
      expect(await inEnvironment('prod')).toEqual([first.id, other.id])
      expect(await templates.tag('p', first.templateId, second.id, ['prod'], actor)).toEqual({
        tagged: ['prod'],
        pending: [],
      })
      expect(await inEnvironment('prod')).toEqual([second.id, other.id])
      expect(await inEnvironment('staging')).toEqual([first.id])
      expect(await templates.byName('p', 'qa', 'prod')).toMatchObject({ id: second.id })
      expect(await templates.byName('p', 'qa', 'dev')).toBeUndefined()
      expect(await templates.byName('other', 'qa', 'prod')).toBeUndefined()
      await expect(templates.tag('p', other.templateId, second.id, ['prod'], actor)).rejects.toMatchObject({
        code: 'not_found',
      })
      expect((await environments.list('p')).map(({ name }) => name)).toEqual(['prod', 'staging'])
      expect((await projects.audit('p', page)).items[0]).toMatchObject({
        actor: 'k1',
        action: 'tag.move',
        target: 'prod',
        detail: { template: first.templateId, from: first.id, to: second.id },
      })
    })

    test('a protected environment takes a key that may deploy', async () => {
      await using opened = await withProject()
      const { templates, environments } = opened.storage
      await environments.set('p', { name: 'prod', protected: true, approval: false }, deployer)
      const reference = { name: 'qa', create: true }
      await expect(
        templates.createVersion('p', reference, content('a'), ['dev', 'prod'], actor),
      ).rejects.toMatchObject({ code: 'forbidden' })
      expect((await templates.list('p', page)).items).toEqual([])
      await templates.createVersion('p', reference, content('a'), ['prod'], deployer)
      expect(await templates.inEnvironment('p', 'prod')).toHaveLength(1)
    })

    test('an approval is by another key, once', async () => {
      await using opened = await withProject()
      const { templates, environments } = opened.storage
      await environments.set('p', { name: 'prod', protected: false, approval: true }, deployer)
      const reference = { name: 'qa', create: true }
      const version = await templates.createVersion('p', reference, content('a'), [], actor)
      const { tagged, pending } = await templates.tag('p', version.templateId, version.id, ['prod'], actor)
      expect(tagged).toEqual([])
      const id = pending[0]?.deploymentId ?? ''
      expect(await templates.inEnvironment('p', 'prod')).toEqual([])
      await expect(environments.decide('p', id, 'approved', actor)).rejects.toMatchObject({
        code: 'forbidden',
      })
      await expect(environments.decide('other', id, 'approved', deployer)).rejects.toMatchObject({
        code: 'not_found',
      })
      const both = await Promise.allSettled([
        environments.decide('p', id, 'approved', deployer),
        environments.decide('p', id, 'approved', deployer),
      ])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await templates.inEnvironment('p', 'prod')).toMatchObject([{ id: version.id }])
      expect((await environments.deployments('p', page)).items).toMatchObject([
        { id, state: 'approved', requestedBy: 'k1', decidedBy: 'k2' },
      ])
    })

    test('lists come in pages', async () => {
      await using opened = await withProject()
      const { templates } = opened.storage
      for (let i = 0; i < 5; i++) await templates.create('p', { name: `t${i}` }, actor)
      const names = async (number: number): Promise<[string[], boolean]> => {
        const { items, hasNext } = await templates.list('p', { page: number, pageSize: 2 })
        return [items.map(({ name }) => name), hasNext]
      }
      expect(await names(1)).toEqual([['t0', 't1'], true])
      expect(await names(3)).toEqual([['t4'], false])
      expect(await names(4)).toEqual([[], false])
    })

    test('models are those of versions', async () => {
      await using opened = await withProject()
      const { templates } = opened.storage
      await templates.createVersion('p', { name: 'a', create: true }, content('a'), [], actor)
      await templates.createVersion('p', { name: 'b', create: true }, content('b'), [], actor)
      await templates.createVersion(
        'other',
        { name: 'b', create: true },
        content('b', { model: 'm' }),
        [],
        actor,
      )
      expect((await templates.models('p', page)).items).toEqual([
        { provider: 'openai', model: 'gpt-5.4-mini' },
      ])
      expect((await templates.models(undefined, page)).items).toHaveLength(2)
    })
  })

  recordingContract(withProject)
  auditContract(withProject)
  transferContract(open)

  describe('sessions', () => {
    test('come with what is recorded; their metadata adds up', async () => {
      await using opened = await withProject()
      const { sessions, recordings } = opened.storage
      await recordings.add([
        recording('r1', { sessionMetadata: { a: 1, b: 'x' } }),
        recording('r2', { sessionMetadata: { b: 'y' } }),
        recording('r3', { sessionId: 's2' }),
      ])
      await sessions.addMetadata('p', 's', { c: true }, actor)
      await sessions.addMetadata('p', 's3', { new: true }, actor)
      expect((await sessions.list('p', page)).items.map(({ id, metadata }) => [id, metadata])).toEqual(
        expect.arrayContaining([
          ['s', { a: 1, b: 'y', c: true }],
          ['s2', {}],
          ['s3', { new: true }],
        ]),
      )
    })

    test('go with all that they hold', async () => {
      await using opened = await withProject()
      const { sessions, recordings, projects } = opened.storage
      await recordings.add([recording('r1'), recording('r2', { sessionId: 's2' })])
      await sessions.putTrace(
        'p',
        { id: 't', sessionId: 's', body: {}, evalResults: {}, metadata: {} },
        actor,
      )
      expect(await sessions.delete('other', 's', actor)).toBe(false)
      expect(await sessions.delete('p', 's', actor)).toBe(true)
      expect(await sessions.delete('p', 's', actor)).toBe(false)
      expect(await recordings.find('p', 'r1')).toBeUndefined()
      expect((await recordings.list('p', { text: 'hello' }, { size: 10 })).items.map(({ id }) => id)).toEqual(
        ['r2'],
      )
      expect(await sessions.traces('p', 's')).toEqual([])
      expect((await projects.audit('p', page)).items[0]).toMatchObject({
        action: 'session.delete',
        detail: { recordings: 1, traces: 1 },
      })
    })

    test('traces are replaced by their id, but keep metadata and feedback', async () => {
      await using opened = await withProject()
      const { sessions } = opened.storage
      const trace = { id: 't', sessionId: 's', evalResults: {}, metadata: { a: 1 } }
      await sessions.putTrace('p', { ...trace, body: { input: 'x' } }, actor)
      expect(await sessions.addToTrace('p', 't', { feedback: { good: true } }, actor)).toBe(true)
      expect(await sessions.addToTrace('p', 't', { metadata: { b: 2 }, sessionId: 's' }, actor)).toBe(true)
      expect(await sessions.addToTrace('p', 't', { metadata: { b: 3 }, sessionId: 'wrong' }, actor)).toBe(
        false,
      )
      expect(await sessions.addToTrace('p', 'u', { metadata: { b: 3 } }, actor)).toBe(false)
      await sessions.putTrace(
        'p',
        {
          ...trace,
          testRunId: 'run',
          body: { input: 'x', output: 'y' },
          evalResults: { ok: true },
        },
        actor,
      )
      expect(await sessions.traces('p', 's')).toEqual([
        {
          id: 't',
          sessionId: 's',
          testRunId: 'run',
          body: { input: 'x', output: 'y' },
          evalResults: { ok: true },
          metadata: { a: 1, b: 2 },
          feedback: { good: true },
          recordedBy: 'k1',
          recordedAt: expect.any(Number),
        },
      ])
    })
  })

  test('datasets and their test cases', async () => {
    await using opened = await withProject()
    const { datasets } = opened.storage
    const body = { description: 'x' }
    const made = await datasets.create('p', { kind: 'prompt', name: 'golden', body }, actor)
    await datasets.create('p', { kind: 'agent', name: 'agents', body: {} }, actor)
    await expect(datasets.create('p', { kind: 'agent', name: 'golden', body }, actor)).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(datasets.update('p', made.id, { name: 'agents', body }, actor)).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await datasets.update('p', made.id, { body: { input_names: ['a'] } }, actor)).toEqual({
      ...made,
      body: { description: 'x', input_names: ['a'] },
    })
    expect(await datasets.update('p', 'x', { body: {} }, actor)).toBeUndefined()
    expect((await datasets.list('p', 'prompt', page)).items).toMatchObject([{ name: 'golden' }])
    expect(await datasets.find('p', { name: 'golden' })).toMatchObject({ id: made.id })
    expect(await datasets.find('other', { id: made.id })).toBeUndefined()

    const bodies = Array.from({ length: 25 }, (_, i): JsonObject => ({ inputs: { i }, output: null }))
    const cases = (await datasets.addTestCases('p', made.id, bodies, actor)) ?? []
    expect(await datasets.addTestCases('other', made.id, bodies, actor)).toBeUndefined()
    expect((await datasets.testCases('p', made.id)).items).toEqual(cases)
    expect(await datasets.testCases('p', made.id, { page: 3, pageSize: 10 })).toEqual({
      items: cases.slice(20),
      hasNext: false,
    })
    const [first, second] = cases.map(({ id }) => id)
    const changed = { id: first, body: { inputs: { i: 0 }, output: 'x' } }
    expect(await datasets.updateTestCase('p', made.id, first ?? '', { output: 'x' }, actor)).toEqual(changed)
    expect(await datasets.testCase('p', made.id, first ?? '')).toEqual(changed)
    expect(await datasets.deleteTestCases('p', made.id, [first ?? '', second ?? '', 'x'], actor)).toBe(2)
    expect(await datasets.testCase('p', made.id, first ?? '')).toBeUndefined()
    expect(await datasets.delete('p', made.id, actor)).toBe(true)
    expect(await datasets.delete('p', made.id, actor)).toBe(false)
    expect((await datasets.testCases('p', made.id)).items).toEqual([])
  })

  test('test runs gather the results of their recordings and traces', async () => {
    await using opened = await withProject()
    const { testRuns, recordings, sessions } = opened.storage
    const run = await testRuns.create(
      'p',
      { name: 'n', description: undefined, datasetId: 'd', body: { x: 1 } },
      actor,
    )
    expect(await testRuns.find('p', run.id)).toEqual(run)
    expect(await testRuns.find('other', run.id)).toBeUndefined()
    expect((await testRuns.list('p', page)).items).toEqual([run])
    const ids = Array.from({ length: 2_100 }, (_, i) => i)
    await recordings.add(ids.map((i) => recording(`r${i}`, { testRunId: run.id, evalResults: { i } })))
    await recordings.add([recording('x', { evalResults: { i: -1 } })])
    await sessions.putTrace(
      'p',
      {
        id: 't',
        sessionId: 's',
        testRunId: run.id,
        body: {},
        evalResults: { i: 2_100 },
        metadata: {},
      },
      actor,
    )
    const found: unknown[] = []
    for await (const { i } of testRuns.evalResults('p', run.id)) found.push(i)
    expect(found).toEqual([...ids, 2_100])
  })

  test('keys are kept, and revoked once', async () => {
    await using opened = await withProject()
    const { keys } = opened.storage
    const key = {
      id: 'a',
      hash: 'h',
      projectId: 'p',
      role: 'write',
      label: 'CI',
      createdAt: 1,
      revokedAt: undefined,
    } as const
    const ofAll = { ...key, id: 'b', projectId: undefined, role: 'admin' } as const
    await keys.add(key)
    await keys.add(ofAll)
    expect(await keys.find('a')).toEqual(key)
    expect(await keys.list()).toEqual([key, ofAll])
    expect(await keys.revoke('a')).toBe(true)
    expect(await keys.revoke('a')).toBe(false)
    expect(await keys.revoke('c')).toBe(false)
    expect(await keys.find('a')).toEqual({ ...key, revokedAt: expect.any(Number) })
    const actions = (await opened.storage.projects.audit('p', page)).items.map(({ action }) => action)
    expect(actions).toEqual(['key.revoke', 'key.create', 'project.create'])
  })
}
