import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { failWith } from '@understudy/runtime/testing'
import { describe, expect, test, vi } from 'vitest'
import { type BatchRecorder, createRecorder, type RecorderOptions } from './create-recorder.ts'
import { freeplay } from './freeplay/freeplay.ts'
import { registry } from './freeplay/registry.ts'
import type { Sink } from './sink.ts'
import { outages, outlive } from './testing/outlive.ts'
import { testClient } from './testing/test-client.ts'
import { type TestRegistry, testRegistry } from './testing/test-registry.ts'

/** Longer than any test: what has to be sent is flushed. */
const interval = 3_600_000

const sinks: [name: string, sinkOf: (to: TestRegistry) => Sink][] = [
  ['registry', (to) => registry(to)],
  ['freeplay', (to) => freeplay(to)],
]

function recorderTo(sink: Sink, options: Partial<RecorderOptions> = {}) {
  const problems: string[] = []
  const onProblem: RecorderOptions['onProblem'] = ({ at, dropped, error }) =>
    problems.push(`${at} ${dropped} ${error.message}`)
  return { recorder: createRecorder({ sinks: [sink], interval, onProblem, ...options }), problems }
}

describe.each(sinks)('the sink %s, to a real registry', (name, sinkOf) => {
  test('every kind of event arrives', async () => {
    await using to = await testRegistry()
    const { recorder, problems } = recorderTo(sinkOf(to))
    const dataset = (await to.post('prompt-datasets', { name: 'golden' })) as { id: string }
    await to.post(`prompt-datasets/${dataset.id}/test-cases/bulk`, { data: [{ inputs: { question: 'Q' } }] })
    const run = (await to.post('test-runs', { dataset_name: 'golden' })) as {
      test_run_id: string
      test_cases: { test_case_id: string }[]
    }
    const testRun = { id: run.test_run_id, testCaseId: run.test_cases[0]?.test_case_id ?? '' }

    const { id } = await testClient(recorder).call({
      session: { id: 's', metadata: { tier: 'gold' } },
      trace: { id: 't' },
      parentId: 'p',
      metadata: { shop: 7 },
      testRun,
    })
    recorder.add({ type: 'feedback', id, positive: true, values: { stars: 5 } })
    recorder.add({
      type: 'trace',
      id: 't',
      sessionId: 's',
      input: 'in',
      output: { is: 'out' },
      name: 'answer',
      agent: 'helper',
      kind: 'agent',
      parentId: 'p',
      metadata: { step: 1 },
      startedAt: 1_700_000_000_000,
      endedAt: 1_700_000_001_500,
    })
    recorder.add({ type: 'feedback', of: 'trace', id: 't', positive: false })
    recorder.add({ type: 'session', id: 's', metadata: { done: true } })
    const byFallback = await testClient(recorder, failWith(503)).call({ session: { id: 'fell-back' } })
    await testClient(recorder, failWith(503), failWith('refusal'))
      .call({ session: { id: 'failed' } })
      .catch(() => undefined)
    const counts = await recorder.close()
    expect(problems).toEqual([])
    expect(counts).toEqual({ recorded: 7, delivered: 7, dropped: 0, withheld: 0 })

    expect(await to.get(`completions/${id}`)).toMatchObject({
      session_id: 's',
      messages: [
        { role: 'user', content: 'A question' },
        { role: 'assistant', content: 'An answer.' },
      ],
      inputs: { question: 'A question' },
      prompt_info: { prompt_template_version_id: 'v1', environment: 'prod' },
      call_info: { provider: 'openai', model: 'gpt-5.4-mini', served_by_fallback: false },
      response_info: { is_complete: true, finish_reason: 'stop' },
      trace_info: { trace_id: 't' },
      test_run_info: { test_run_id: testRun.id, test_case_id: testRun.testCaseId },
      parent_id: 'p',
      feedback: { freeplay_feedback: 'positive', stars: 5 },
    })
    expect(await to.get('sessions/s/traces')).toMatchObject({
      data: [
        {
          trace_id: 't',
          input: 'in',
          output: { is: 'out' },
          name: 'answer',
          agent_name: 'helper',
          kind: 'agent',
          parent_id: 'p',
          start_time: '2023-11-14T22:13:20.000Z',
          end_time: '2023-11-14T22:13:21.500Z',
          custom_metadata: { step: 1 },
          feedback: { freeplay_feedback: 'negative' },
        },
      ],
    })
    const { data: sessions } = (await to.get('sessions')) as { data: { session_id: string }[] }
    expect(sessions.find(({ session_id }) => session_id === 's')).toMatchObject({
      custom_metadata: { tier: 'gold', shop: 7, done: true },
    })
    const failed = await to.get('completions?session_id=failed')
    expect(failed).toMatchObject({
      data: [
        { response_info: { is_complete: false, failure: 'refusal' }, call_info: { provider: 'anthropic' } },
      ],
    })
    const fellBack = sessions.find(({ session_id }) => session_id === 'fell-back')
    expect(fellBack).toMatchObject({
      custom_metadata:
        name === 'freeplay' ? { served_by_fallback: true, served_by: 'fallback', fallback_attempts: 2 } : {},
    })
    expect(sessions.find(({ session_id }) => session_id === 's')).not.toHaveProperty(
      'custom_metadata.served_by_fallback',
    )
    if (name === 'registry') {
      const { data } = (await to.get('completions?fallback=true')) as { data: { completion_id: string }[] }
      expect(data.map(({ completion_id }) => completion_id)).toContain(byFallback.id)
      expect(data.map(({ completion_id }) => completion_id)).not.toContain(id)
    }
  })
})

test.each(outages)(
  'with the registry %s, calls go on, and when it is back each is there once',
  async (_, outage) => {
    await outlive(outage, registry)
  },
)

test('a registry that takes 31 s, longer than a recorder waits if it is not told otherwise, has each once', {
  timeout: 60_000,
}, async () => {
  await using to = await testRegistry()
  to.mode = 'works late'
  const { recorder, problems } = recorderTo(registry(to))
  const { id } = await testClient(recorder).call()
  const delivered = recorder.flush(50_000)
  await vi.waitFor(() => expect(to.requests).toBe(1))
  const begun = performance.now()
  to.mode = 'ok'
  const late = setTimeout(31_000).then(() => to.catchUp())
  expect(await delivered).toMatchObject({ delivered: 1, dropped: 0 })
  expect(performance.now() - begun).toBeGreaterThan(29_000)
  expect(problems).toEqual(['registry 0 did not answer within 30000 ms'])
  expect(await to.recorded()).toEqual([id])
  expect(await late).toBe(1)
  expect(await to.recorded()).toEqual([id])
  expect(await recorder.close()).toMatchObject({ delivered: 1, dropped: 0 })
})

test('feedback to what the registry does not know is told, and holds up nothing', async () => {
  await using to = await testRegistry()
  const { recorder, problems } = recorderTo(registry(to))
  recorder.add({ type: 'feedback', id: 'unknown', positive: true })
  const { id } = await testClient(recorder).call()
  expect(await recorder.close()).toMatchObject({ delivered: 1, dropped: 1 })
  expect(problems).toEqual(['registry 1 the registry answered 404'])
  expect(await to.recorded()).toEqual([id])
})

test('a key that is refused loses nothing: it may be mended', async () => {
  await using to = await testRegistry()
  const wrong: BatchRecorder = recorderTo(registry({ ...to, apiKey: 'wrong' })).recorder
  await testClient(wrong).call()
  expect(await wrong.flush(100)).toMatchObject({ delivered: 0, dropped: 0 })
  await wrong.close(1)
})

test('a process that ends waits for what it flushes, also where the registry is gone', async () => {
  await using to = await testRegistry()
  await to.stop()
  const access = JSON.stringify({ url: to.url, project: to.project, apiKey: to.apiKey })
  const code = `import { createRecorder, registry } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
const recorder = createRecorder({ sinks: [registry(${access})] })
recorder.add({ type: 'session', id: 's', metadata: {} })
process.stdout.write(JSON.stringify(await recorder.close(700)))`
  const flags = ['--conditions=@understudy/source', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, flags)
  expect(JSON.parse(stdout)).toEqual({ recorded: 1, delivered: 0, dropped: 0, withheld: 0 })
})
