import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { type Adapter, createClient, hedging } from '@understudy/runtime'
import {
  answerWith,
  type Behaviour,
  failWith,
  fakeProvider,
  stallAfter,
  virtualClock,
} from '@understudy/runtime/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecorder } from '../create-recorder.ts'
import { maskPersonalData } from '../redaction/mask-personal-data.ts'
import { completionRecord } from '../testing/completion-record.ts'
import { metricNames } from './names.ts'
import { type OpenTelemetryOptions, openTelemetry } from './open-telemetry.ts'

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterEach(() => {
  context.disable()
  trace.disable()
  metrics.disable()
})

/** The real SDK, exporting to memory. */
function sdk() {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 3_600_000,
  })
  const meterProvider = new MeterProvider({ readers: [reader] })
  return {
    tracerProvider,
    meterProvider,
    tracer: tracerProvider.getTracer('test'),
    meter: meterProvider.getMeter('test'),
    spans: () => exporter.getFinishedSpans(),
    async points(name: string) {
      await meterProvider.forceFlush()
      const all = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? []
      await meterProvider.shutdown()
      return all.flatMap(({ metrics }) =>
        metrics.flatMap(({ descriptor, dataPoints }): DataPoint<unknown>[] =>
          descriptor.name === name ? dataPoints : [],
        ),
      )
    },
  }
}

const { prompt } = completionRecord('a')
/** The record's prompt, with candidates that can be asked. */
const askable = {
  name: prompt.name,
  candidates: {},
  chain: prompt.chain.map((candidate) => ({
    ...candidate,
    parameters: { temperature: 0.5, max_completion_tokens: 9, stop: 'END', seed: '7' },
    request: () => ({ model: candidate.model, max_tokens: 9, messages: [{ role: 'user', content: 'Why?' }] }),
  })),
}

/** An answer whose tokens the provider has counted. */
const counted: Behaviour = async function* (body, options) {
  yield* answerWith('From the fallback.')(body, options)
  yield [
    { type: 'usage', usage: { inputTokens: 70, outputTokens: 3, cachedInputTokens: 20, reasoningTokens: 1 } },
  ]
}

/** Runs once through the real client, whose primary and fallback behave so. */
async function run(
  primary: Behaviour,
  fallback: Behaviour = counted,
  { more = {}, record, ...options }: OpenTelemetryOptions & { more?: object; record?: object } = {},
) {
  const own = sdk()
  const clock = virtualClock()
  const client = createClient<{ [provider: string]: Adapter }>(
    {
      providers: {
        openai: fakeProvider('openai.chat', primary),
        anthropic: fakeProvider('anthropic.messages', fallback),
      },
      recorder: createRecorder({
        sinks: [openTelemetry({ tracer: own.tracer, meter: own.meter, ...options })],
      }),
      retry: false,
      ...more,
    },
    { clock },
  )
  const around = own.tracer.startSpan('request')
  const result = await context.with(trace.setSpan(context.active(), around), () =>
    clock.settle(client.run(askable, {}, { ...(record && { record }) })).catch((error: unknown) => error),
  )
  around.end()
  const spans = own.spans()
  const workflow = spans.find(({ name }) => name === 'invoke_workflow rag-qa')
  const attempts = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === idOf(workflow))
  return { ...own, result, around: around.spanContext(), workflow, attempts }
}

function idOf(span: ReadableSpan | undefined): string | undefined {
  return span?.spanContext().spanId
}

function millis([seconds, nanos]: readonly [number, number] = [0, 0]): number {
  return seconds * 1000 + nanos / 1e6
}

test('a call is a span below the active one, with one of every attempt in it', async () => {
  const { workflow, attempts, around } = await run(failWith(503), undefined, {
    record: { session: { id: 's' } },
  })
  expect(workflow).toMatchObject({
    kind: SpanKind.INTERNAL,
    parentSpanContext: { spanId: around.spanId, traceId: around.traceId },
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'rag-qa',
      'gen_ai.conversation.id': 's',
      'understudy.environment': 'fallback',
      'understudy.fallback': true,
      'understudy.attempts': 2,
    },
  })
  expect(attempts).toMatchObject([
    {
      name: 'chat gpt-5.4-mini',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5.4-mini',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.max_tokens': 9,
        'gen_ai.request.stop_sequences': ['END'],
        'gen_ai.prompt.name': 'rag-qa',
        'gen_ai.conversation.id': 's',
        'error.type': 'server',
        'http.response.status_code': 503,
        'understudy.environment': 'prod',
      },
    },
    {
      name: 'chat claude-haiku-4-5',
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.usage.input_tokens': 70,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.usage.cache_read.input_tokens': 20,
        'gen_ai.usage.reasoning.output_tokens': 1,
        'gen_ai.response.finish_reasons': [expect.any(String)],
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
      },
    },
  ])
  expect(attempts[0]?.attributes).not.toHaveProperty(['gen_ai.request.seed'])
  expect(attempts[1]?.attributes).not.toHaveProperty(['error.type'])
  expect(JSON.stringify(attempts.map(({ attributes }) => attributes))).not.toContain('Why?')
})

test('spans have the times of what they stand for', async () => {
  const own = sdk()
  const attempt = {
    environment: 'prod',
    version: 'v1',
    provider: 'openai',
    api: 'openai.chat' as const,
    model: 'm',
    ok: true,
    ms: 400,
    endedAt: 1_700_000_001_400,
    usage: 'unknown' as const,
    circuit: 'closed' as const,
  }
  openTelemetry(own).observe({ ...completionRecord('a'), attempts: [attempt] })
  const times = own.spans().map(({ startTime, endTime }) => [millis(startTime), millis(endTime)])
  expect(times).toEqual([
    [1_700_000_001_000, 1_700_000_001_400],
    [1_700_000_000_000, 1_700_000_001_500],
  ])
  // What was not reported is not told.
  expect(own.spans()[0]?.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens'])
  expect(await own.points('gen_ai.client.token.usage')).toEqual([])
})

test('a call that failed says why', async () => {
  const { workflow, attempts } = await run(failWith(503), failWith('auth'))
  expect(workflow).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'exhausted' },
    attributes: { 'error.type': 'auth' },
  })
  expect(attempts).toMatchObject([
    { attributes: { 'error.type': 'server' } },
    { attributes: { 'error.type': 'auth', 'understudy.alert': true } },
  ])
})

test('what was ended on purpose is no error', async () => {
  const { attempts } = await run(stallAfter(0), undefined, { more: { hedge: hedging() } })
  expect(attempts).toMatchObject([
    { status: { code: SpanStatusCode.UNSET }, attributes: { 'error.type': 'outrun' } },
    { status: { code: SpanStatusCode.UNSET } },
  ])
  const own = sdk()
  openTelemetry(own).observe({ ...completionRecord('a'), completion: undefined })
  expect(own.spans()).toMatchObject([
    { status: { code: SpanStatusCode.UNSET }, attributes: { 'error.type': 'aborted' } },
  ])
})

test('tokens and durations are counted by provider, model, type and error, in the recommended buckets', async () => {
  const durations = await (await run(failWith(503))).points('gen_ai.client.operation.duration')
  expect(durations).toMatchObject([
    { attributes: { 'gen_ai.provider.name': 'openai', 'error.type': 'server' }, value: { count: 1 } },
    {
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-haiku-4-5',
      },
      value: { count: 1, buckets: { boundaries: metricNames.duration.buckets } },
    },
  ])
  expect(durations[1]?.attributes).not.toHaveProperty(['error.type'])
  const tokens = await (await run(failWith(503))).points('gen_ai.client.token.usage')
  const buckets = { boundaries: metricNames.tokens.buckets }
  expect(tokens).toMatchObject([
    { attributes: { 'gen_ai.token.type': 'input' }, value: { count: 1, sum: 70, buckets } },
    { attributes: { 'gen_ai.token.type': 'output' }, value: { count: 1, sum: 3, buckets } },
  ])
})

test('all that an attempt knows is told, times in seconds', async () => {
  const own = sdk()
  const record = completionRecord('the-id')
  const first = {
    environment: 'prod',
    version: 'v7',
    provider: 'openai',
    api: 'openai.chat' as const,
    model: 'm',
    ok: false,
    kind: 'rate_limit' as const,
    code: 'slow_down',
    requestId: 'req-1',
    ms: 500,
    endedAt: 1_700_000_001_000,
    usage: { inputTokens: 7, outputTokens: 3, cacheWriteTokens: 2 },
    circuit: 'closed' as const,
  }
  const { kind: _, code: __, requestId: ___, ...rest } = first
  const second = { ...rest, ok: true, firstTokenMs: 250 }
  const completion = record.completion && { ...record.completion, rawFinishReason: 'end_turn' }
  openTelemetry({ ...own, content: true }).observe({ ...record, completion, attempts: [first, second] })
  const [failed, answered, workflow] = own.spans().map(({ attributes }) => attributes)
  expect(failed).toMatchObject({
    'understudy.version': 'v7',
    'understudy.error.code': 'slow_down',
    'understudy.request.id': 'req-1',
    'gen_ai.usage.output_tokens': 3,
    'gen_ai.usage.cache_creation.input_tokens': 2,
  })
  // What was answered belongs to the attempt that answered.
  for (const name of ['gen_ai.response.finish_reasons', 'gen_ai.input.messages', 'gen_ai.output.messages']) {
    expect(failed).not.toHaveProperty([name])
    expect(answered).toHaveProperty([name])
  }
  expect(answered).toMatchObject({
    'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.response.time_to_first_chunk': 0.25,
  })
  expect(answered).not.toHaveProperty(['gen_ai.system_instructions'])
  expect(workflow).toMatchObject({ 'understudy.completion.id': 'the-id', 'gen_ai.prompt.name': 'rag-qa' })
  const durations = await own.points('gen_ai.client.operation.duration')
  expect(durations).toMatchObject([{ value: { sum: 0.5 } }, { value: { sum: 0.5 } }])
})

test('a candidate that was passed over is no request and no measurement', async () => {
  const own = sdk()
  const attempt = {
    environment: 'prod',
    version: 'v1',
    provider: 'openai',
    api: 'openai.chat' as const,
    model: 'm',
    ok: false,
    kind: 'circuit_open' as const,
    ms: 0,
    endedAt: 1_700_000_001_000,
    usage: { inputTokens: 0, outputTokens: 0 },
    circuit: 'open' as const,
  }
  openTelemetry(own).observe({ ...completionRecord('a'), attempts: [attempt] })
  expect(own.spans()[0]).toMatchObject({
    kind: SpanKind.INTERNAL,
    attributes: { 'understudy.circuit': 'open' },
  })
  expect(await own.points('gen_ai.client.operation.duration')).toEqual([])
})

test('content is told only where it is asked for, and redacted before', async () => {
  const withOne = async (options: OpenTelemetryOptions) => {
    const { attempts } = await run(answerWith('Write to ann@example.com.'), undefined, options)
    return attempts[0]?.attributes ?? {}
  }
  const content = await withOne({ content: true })
  expect(JSON.parse(String(content['gen_ai.input.messages']))).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'Why?' }] },
  ])
  expect(JSON.parse(String(content['gen_ai.output.messages']))).toEqual([
    {
      role: 'assistant',
      parts: [{ type: 'text', content: 'Write to ann@example.com.' }],
      finish_reason: 'stop',
    },
  ])
  const redacted = await withOne({ content: true, redact: maskPersonalData })
  expect(redacted['gen_ai.output.messages']).toContain('Write to [email].')
  const throwing = await withOne({
    content: true,
    redact: () => {
      throw new Error('no')
    },
  })
  for (const attributes of [
    await withOne({}),
    throwing,
    await withOne({ content: true, redact: () => undefined }),
  ]) {
    expect(Object.keys(attributes).filter((name) => name.endsWith('messages'))).toEqual([])
  }
})

test('a redaction that changes what it is given changes no call', () => {
  const own = sdk()
  const record = completionRecord('a')
  const tap = openTelemetry({
    ...own,
    content: true,
    redact: (event) => {
      Object.assign(event.request, { messages: [] })
      return event
    },
  })
  tap.observe({ ...record, attempts: [] })
  expect(record.request).toMatchObject({ messages: [{ content: 'A question' }] })
})

test('without options it takes what is registered, also when that is registered later', async () => {
  const tap = openTelemetry()
  const own = sdk()
  trace.setGlobalTracerProvider(own.tracerProvider)
  metrics.setGlobalMeterProvider(own.meterProvider)
  const { chain } = prompt
  const attempt = {
    ...chain[0],
    version: 'v',
    provider: 'p',
    api: 'google.generateContent',
    model: 'm',
  } as const
  const times = { ok: true, ms: 5, endedAt: 9, usage: 'unknown', circuit: 'closed' } as const
  tap.observe({ ...completionRecord('a'), attempts: [{ environment: 'prod', ...attempt, ...times }] })
  expect(own.spans().map(({ name }) => name)).toEqual(['generate_content m', 'invoke_workflow rag-qa'])
  expect(await own.points('gen_ai.client.operation.duration')).toHaveLength(1)
})

test('where nothing is registered, nothing happens', () => {
  expect(() => openTelemetry().observe(completionRecord('a'))).not.toThrow()
})
