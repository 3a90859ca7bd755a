import {
  type Attributes,
  type Context,
  context,
  type Histogram,
  type Meter,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { Attempt, CompletionRecord, FailureKind } from '@understudy/runtime'
import type { CompletionEvent, RecorderEvent } from '../recording.ts'
import type { Tap } from '../sink.ts'
import { toCompletionEvent } from '../to-completion-event.ts'
import { contentAttributes } from './content-attributes.ts'
import { metricNames, names, ownNames } from './names.ts'
import { providerName } from './provider-name.ts'
import { requestAttributes } from './request-attributes.ts'

export interface OpenTelemetryOptions {
  /** @default the tracer of the registered provider */
  tracer?: Tracer
  /** @default the meter of the provider that is registered when the first call ends */
  meter?: Meter
  /** Whether spans carry what was asked and answered: the messages, with what your customers wrote. @default false */
  content?: boolean
  /**
   * Takes out of the content what must not leave; undefined, or a throw, leaves out all of it. The recorder's own `redact`
   * is not asked here, since it may take its time.
   */
  redact?: (event: CompletionEvent) => RecorderEvent | undefined
}

/** No request was made. */
const UNASKED: readonly (FailureKind | undefined)[] = ['circuit_open', 'overload_shed']

/** Ended on purpose: not an error. */
const ENDED: readonly (FailureKind | undefined)[] = ['aborted', 'outrun', 'unneeded']

const SCOPE = '@understudy/recorder'

/**
 * Makes a span of every call, with one of every attempt in it, and the histograms `gen_ai.client.token.usage` and
 * `gen_ai.client.operation.duration`. The parent is the span that is active when the call ends.
 *
 * @example
 * createRecorder({ sinks: [openTelemetry()] })
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Tap {
  const tracer = options.tracer ?? trace.getTracer(SCOPE)
  let histograms: Histograms | undefined
  return {
    name: 'openTelemetry',
    observe(record) {
      // The api hands out nothing but a meter that measures nothing before one is registered.
      histograms ??= createHistograms(options.meter ?? metrics.getMeter(SCOPE))
      const parent = context.active()
      const run = startRun(tracer, record, parent)
      const within = trace.setSpan(parent, run)
      record.attempts.forEach((attempt, index) => {
        const isLast = index === record.attempts.length - 1
        const content = isLast && options.content ? contentOf(record, options.redact) : {}
        traceAttempt(tracer, { record, attempt, within, content })
        if (histograms && !UNASKED.includes(attempt.kind)) measure(histograms, attempt, within)
      })
      run.end(record.endedAt)
    },
  }
}

interface Histograms {
  tokens: Histogram
  duration: Histogram
}

function createHistograms(meter: Meter): Histograms {
  const create = ({ name, unit, description, buckets }: (typeof metricNames)[keyof Histograms]): Histogram =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: [...buckets] } })
  return { tokens: create(metricNames.tokens), duration: create(metricNames.duration) }
}

function startRun(tracer: Tracer, record: CompletionRecord, parent: Context): Span {
  const { id, prompt, candidate, completion, error, attempts, startedAt, options } = record
  const session = options.record?.session?.id
  const span = tracer.startSpan(
    `invoke_workflow ${prompt.name}`,
    {
      startTime: startedAt,
      kind: SpanKind.INTERNAL,
      attributes: {
        [names.operation]: 'invoke_workflow',
        [names.workflow]: prompt.name,
        [names.prompt]: prompt.name,
        [ownNames.completion]: id,
        [ownNames.environment]: candidate.environment,
        [ownNames.fallback]: candidate !== prompt.chain[0],
        [ownNames.attempts]: attempts.length,
        ...(session !== undefined && { [names.conversation]: session }),
      },
    },
    parent,
  )
  if (!completion) fail(span, error?.kind ?? 'aborted', error?.code)
  return span
}

function traceAttempt(
  tracer: Tracer,
  {
    record,
    attempt,
    within,
    content,
  }: { record: CompletionRecord; attempt: Attempt; within: Context; content: Attributes },
): void {
  const { prompt, completion, attempts, options } = record
  const { kind, code, status, requestId, firstTokenMs, alert, usage, endedAt, ms } = attempt
  const session = options.record?.session?.id
  const candidate = prompt.chain.find(({ environment }) => environment === attempt.environment)
  const span = tracer.startSpan(
    `${operationOf(attempt)} ${attempt.model}`,
    {
      startTime: endedAt - ms,
      kind: UNASKED.includes(kind) ? SpanKind.INTERNAL : SpanKind.CLIENT,
      attributes: {
        ...commonAttributes(attempt),
        ...requestAttributes(candidate?.parameters ?? {}),
        [names.prompt]: prompt.name,
        [ownNames.environment]: attempt.environment,
        [ownNames.version]: attempt.version,
        [ownNames.circuit]: attempt.circuit,
        ...(session !== undefined && { [names.conversation]: session }),
        ...(status !== undefined && { [names.status]: status }),
        ...(code !== undefined && { [ownNames.code]: code }),
        ...(requestId !== undefined && { [ownNames.requestId]: requestId }),
        ...(alert && { [ownNames.alert]: true }),
        ...(firstTokenMs !== undefined && { [names.timeToFirstChunk]: firstTokenMs / 1000 }),
        ...(completion &&
          attempt === attempts.at(-1) && {
            [names.finishReasons]: [completion.rawFinishReason ?? completion.finishReason],
          }),
        ...usageAttributes(usage),
        ...content,
      },
    },
    within,
  )
  if (!attempt.ok) fail(span, kind)
  span.end(endedAt)
}

function usageAttributes(usage: Attempt['usage']): Attributes {
  if (usage === 'unknown') return {}
  const { cachedInputTokens: read, cacheWriteTokens: written, reasoningTokens: reasoning } = usage
  return {
    [names.inputTokens]: usage.inputTokens,
    [names.outputTokens]: usage.outputTokens,
    ...(read !== undefined && { [names.cacheReadTokens]: read }),
    ...(written !== undefined && { [names.cacheWriteTokens]: written }),
    ...(reasoning !== undefined && { [names.reasoningTokens]: reasoning }),
  }
}

function measure({ tokens, duration }: Histograms, attempt: Attempt, within: Context): void {
  const { kind, usage, ms } = attempt
  const common = commonAttributes(attempt)
  duration.record(ms / 1000, { ...common, ...(kind && { [names.errorType]: kind }) }, within)
  if (usage === 'unknown') return
  tokens.record(usage.inputTokens, { ...common, [names.tokenType]: 'input' }, within)
  tokens.record(usage.outputTokens, { ...common, [names.tokenType]: 'output' }, within)
}

function commonAttributes(attempt: Attempt): Attributes {
  return {
    [names.operation]: operationOf(attempt),
    [names.provider]: providerName(attempt.provider),
    [names.requestModel]: attempt.model,
  }
}

function operationOf({ api }: Attempt): string {
  return api === 'google.generateContent' ? 'generate_content' : 'chat'
}

function fail(span: Span, kind: FailureKind | undefined, message?: string): void {
  span.setAttribute(names.errorType, kind ?? '_OTHER')
  if (ENDED.includes(kind)) return
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) })
}

function contentOf(record: CompletionRecord, redact: OpenTelemetryOptions['redact']): Attributes {
  const event = toCompletionEvent(record)
  if (!redact) return contentAttributes(event)
  try {
    // A copy: it may change what it is given.
    const copy: CompletionEvent = JSON.parse(JSON.stringify(event))
    const redacted = redact(copy)
    return redacted?.type === 'completion' ? contentAttributes(redacted) : {}
  } catch {
    return {}
  }
}
