import type { CompletionEvent, FeedbackEvent, FlatValue, RecorderEvent, TraceEvent } from '../recording.ts'
import { answerMessage, messagesOf } from './messages-of.ts'

/** A request to a registry that speaks Freeplay's API. */
export interface WireRequest {
  method: 'POST' | 'PATCH'
  /** Under the project's path, without a slash before it. */
  path: string
  body: object
}

const part = encodeURIComponent

/** What records an event. */
export function wireRequest(event: RecorderEvent): WireRequest {
  switch (event.type) {
    case 'completion':
      return {
        method: 'POST',
        path: `sessions/${part(sessionOf(event))}/completions`,
        body: completionBody(event, fallbackMetadata(event)),
      }
    case 'feedback': {
      const kind = event.of === 'trace' ? 'trace-feedback' : 'completion-feedback'
      return { method: 'POST', path: `${kind}/id/${part(event.id)}`, body: feedbackBody(event) }
    }
    case 'trace':
      return {
        method: 'POST',
        path: `sessions/${part(event.sessionId)}/traces/id/${part(event.id)}`,
        body: traceBody(event),
      }
    case 'session':
      return { method: 'PATCH', path: `sessions/id/${part(event.id)}/metadata`, body: event.metadata }
  }
}

/** A call that belongs to no session is one of its own. */
export function sessionOf({ session, id }: CompletionEvent): string {
  return session?.id ?? id
}

/**
 * How Freeplay's users find the calls that a fallback answered: its API has no field for it, and takes metadata of sessions
 * only. A session without it had no such call.
 */
function fallbackMetadata({ fallback, environment, attempts }: CompletionEvent): Record<string, FlatValue> {
  return fallback
    ? { served_by_fallback: true, served_by: environment, fallback_attempts: attempts.length }
    : {}
}

/**
 * A completion, as Freeplay's API takes it.
 *
 * @param own What we have to tell of the session; what its metadata says itself comes first.
 */
export function completionBody(
  event: CompletionEvent,
  own: Readonly<Record<string, FlatValue>> = {},
): Record<string, unknown> {
  const { answer, session, trace, testRun, parentId, kind } = event
  const usage = answer && answer.usage !== 'unknown' ? answer.usage : undefined
  const metadata: Record<string, FlatValue> = { ...own, ...session?.metadata, ...event.metadata }
  const message = answerMessage(event)
  return {
    completion_id: event.id,
    messages: [...messagesOf(event), ...(message ? [message] : [])],
    inputs: event.variables ?? {},
    prompt_info: { prompt_template_version_id: event.version, environment: event.environment },
    call_info: {
      start_time: event.startedAt / 1000,
      end_time: event.endedAt / 1000,
      model: event.model,
      provider: event.provider,
      llm_parameters: event.parameters,
      ...(usage && {
        usage: { prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens },
      }),
    },
    response_info: {
      is_complete: answer !== undefined,
      ...(answer && { finish_reason: answer.finishReason }),
      ...(kind && { failure: kind }),
    },
    ...(Object.keys(metadata).length > 0 && { session_info: { custom_metadata: metadata } }),
    ...(trace && { trace_info: { trace_id: trace.id } }),
    ...(testRun && { test_run_info: { test_run_id: testRun.id, test_case_id: testRun.testCaseId } }),
    ...(parentId !== undefined && { parent_id: parentId }),
  }
}

function feedbackBody({ positive, values }: FeedbackEvent): object {
  return {
    ...(positive !== undefined && { freeplay_feedback: positive ? 'positive' : 'negative' }),
    ...values,
  }
}

function traceBody({
  type: _,
  id: __,
  sessionId: ___,
  agent,
  parentId,
  metadata,
  startedAt,
  endedAt,
  ...rest
}: TraceEvent): object {
  return {
    ...rest,
    ...(agent !== undefined && { agent_name: agent }),
    ...(parentId !== undefined && { parent_id: parentId }),
    ...(metadata && { custom_metadata: metadata }),
    ...(startedAt !== undefined && { start_time: new Date(startedAt).toISOString() }),
    ...(endedAt !== undefined && { end_time: new Date(endedAt).toISOString() }),
  }
}
