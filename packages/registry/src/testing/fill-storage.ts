import type { Json } from '@understudy/compiler'
import { createKey } from '../keys/create-key.ts'
import type { ExportLine, Storage } from '../storage/storage.ts'
import { newRecording } from './new-recording.ts'
import { systemActor as actor } from './test-registry.ts'

/** Puts something of every kind into a storage, so that no table of it is empty. */
export async function fillStorage(storage: Storage): Promise<void> {
  const { projects, templates, environments, recordings, sessions, datasets, testRuns, retention } = storage
  await projects.create({ id: 'p', name: 'Projekt Ü' }, actor)
  await projects.create({ id: 'q', name: 'Another' }, actor)
  await retention.set('p', 30, actor)
  await environments.set('p', { name: 'prod', protected: true, approval: true }, actor)
  for (const environment of ['prod', 'Zulu', 'alpha', 'ä']) {
    const content = {
      content: [{ role: 'user', content: `{{a}} ${environment} \u0000 \ud800` }],
      provider: 'openai',
      flavor: 'openai_chat',
      model: 'm',
      params: { 10: 'ten', b: null, a: [1.5, { c: true }] },
    }
    await templates.createVersion(
      'p',
      { name: `t/${environment}`, create: true },
      content,
      [environment],
      actor,
    )
  }
  const metadata = { z: 1, a: 'ä "quoted"' }
  await recordings.add([
    newRecording('r1', { sessionMetadata: metadata, fallback: true, model: 'm', text: 'A café in Köln' }),
    newRecording('r2', {
      sessionId: 's2',
      traceId: 't1',
      versionId: 'v',
      environment: 'prod',
      provider: 'openai',
      endedAt: 1_700_000_000_123,
      promptTokens: 1,
      completionTokens: 2,
      testRunId: 'run',
      testCaseId: 'case',
      evalResults: { good: true },
      body: { messages: [{ content: 'NUL \u0000, \ud800 and ü' }], inputs: { 2: 'two', 1: 'one' } },
    }),
    newRecording('r1', { projectId: 'q' }),
  ])
  await recordings.addFeedback('p', 'r1', { freeplay_feedback: 'positive', note: 'fine' }, actor)
  await sessions.addMetadata('p', 's', { more: 2 }, actor)
  const trace = { id: 't1', sessionId: 's2', body: { input: 'i' }, evalResults: {}, metadata }
  await sessions.putTrace('p', { ...trace, testRunId: 'run' }, actor)
  const { id: datasetId } = await datasets.create('p', { kind: 'agent', name: 'D', body: { d: 1 } }, actor)
  await datasets.addTestCases('p', datasetId, [{ inputs: { q: 'x' } }, { inputs: {} }], actor)
  await testRuns.create('p', { name: 'run', description: undefined, datasetId, body: {} }, actor)
  const { id } = await createKey(storage, { projectId: 'p', role: 'read', label: 'CI' })
  await createKey(storage, { projectId: undefined, role: 'admin' })
  await storage.keys.revoke(id)
}

export async function exported(storage: Storage): Promise<ExportLine[]> {
  const lines: ExportLine[] = []
  for await (const line of storage.export()) lines.push(line)
  return lines
}

/** As lines come from a file. */
export async function* asJson(lines: readonly unknown[]): AsyncGenerator<Json> {
  for (const line of lines) yield JSON.parse(JSON.stringify(line))
}
