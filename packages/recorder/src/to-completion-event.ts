import type { CompletionRecord } from '@understudy/runtime'
import type { CompletionEvent } from './recording.ts'

/** What is kept of a call that has ended. It still shares its parts with the call: write it as JSON at once. */
export function toCompletionEvent(record: CompletionRecord): CompletionEvent {
  const { id, prompt, candidate, request, variables, completion, error, attempts, startedAt, endedAt } =
    record
  const { environment, version, digest, provider, api, model, parameters } = candidate
  const { session, trace, parentId, metadata, testRun } = record.options.record ?? {}
  return {
    type: 'completion',
    id,
    prompt: prompt.name,
    environment,
    version,
    digest,
    provider,
    api,
    model,
    parameters,
    fallback: prompt.chain[0] !== candidate,
    request,
    variables,
    ...(completion && {
      answer: {
        text: completion.text,
        data: completion.data,
        toolCalls: completion.toolCalls,
        finishReason: completion.finishReason,
        usage: completion.usage,
      },
    }),
    // A call without an answer or an error was ended by its caller.
    ...(!completion && { kind: error?.kind ?? 'aborted' }),
    attempts,
    startedAt,
    endedAt,
    ...(session && { session }),
    ...(trace && { trace }),
    ...(parentId !== undefined && { parentId }),
    ...(metadata && { metadata }),
    ...(testRun && { testRun }),
  }
}
