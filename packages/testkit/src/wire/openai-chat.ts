import { field, messageTexts } from './json-value.ts'
import { openaiError } from './openai-error.ts'
import type { Finish, Reply, StreamParts, TokenUsage, ToolCall, Wire } from './types.ts'

/**
 * OpenAI Chat Completions.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export const openaiChat: Wire = {
  api: 'openai.chat',
  basePath: '/v1',
  path: '/v1/chat/completions',
  requestIdHeader: 'x-request-id',
  streamErrorStatus: 500,
  malformedEvent: 'data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":{"content":"\n\n',
  ping: ': keep-alive\n\n',
  replyId: (n) => `chatcmpl-${n}`,
  json: (reply) => JSON.stringify(completion(reply)),
  stream: (reply) => {
    const { head, tokens, tail } = parts(reply)
    return [...head, ...tokens, ...tail]
  },
  parts,
  streamsUsage: (body) => field(field(body, 'stream_options'), 'include_usage') === true,
  error: (error) => JSON.stringify({ error: openaiError(error) }),
  errorEvent: (error) => event({ error: openaiError(error) }),
  promptTexts: messageTexts,
}

function completion(reply: Reply): object {
  const text = reply.tokens.join('')
  const toolCalls = (reply.toolCalls ?? []).map(toolCall)
  const refused = reply.finish === 'refusal'
  return {
    id: reply.id,
    object: 'chat.completion',
    created: reply.created ?? 0,
    model: reply.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: refused || (text === '' && toolCalls.length > 0) ? null : text,
          ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
          refusal: refused ? text : null,
          annotations: [],
        },
        logprobs: null,
        finish_reason: finishReason(reply),
      },
    ],
    ...(reply.usage && { usage: usage(reply.usage) }),
    service_tier: 'default',
    system_fingerprint: null,
  }
}

function parts(reply: Reply): StreamParts {
  const chunk = (choices: readonly object[], used: TokenUsage | null = null): string =>
    event({
      id: reply.id,
      object: 'chat.completion.chunk',
      created: reply.created ?? 0,
      model: reply.model,
      service_tier: 'default',
      system_fingerprint: null,
      choices,
      ...(reply.usage && { usage: used && usage(used) }),
    })
  const delta = (change: object, finish: string | null = null): string =>
    chunk([{ index: 0, delta: change, logprobs: null, finish_reason: finish }])
  const refused = reply.finish === 'refusal'
  return {
    head: [
      delta(
        refused
          ? { role: 'assistant', content: null, refusal: '' }
          : { role: 'assistant', content: '', refusal: null },
      ),
    ],
    tokens: reply.tokens.map((token) => delta(refused ? { refusal: token } : { content: token })),
    tail: [
      ...(reply.toolCalls ?? []).flatMap((call, index) => toolCallDeltas(call, index).map((d) => delta(d))),
      delta({}, finishReason(reply)),
      ...(reply.usage ? [chunk([], reply.usage)] : []),
      'data: [DONE]\n\n',
    ],
  }
}

// The first delta has the id and the name, the others a piece of the arguments each.
function toolCallDeltas(call: ToolCall, index: number): object[] {
  const whole = toolCall(call)
  const text = whole.function.arguments
  const half = Math.ceil(text.length / 2)
  return [
    { tool_calls: [{ index, ...whole, function: { name: call.name, arguments: '' } }] },
    ...[text.slice(0, half), text.slice(half)]
      .filter((piece) => piece !== '')
      .map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]
}

function toolCall({ id, name, arguments: args }: ToolCall) {
  const text = typeof args === 'string' ? args : JSON.stringify(args)
  return { id, type: 'function', function: { name, arguments: text } }
}

function finishReason(reply: Reply): Exclude<Finish, 'refusal' | 'context_window'> {
  if (reply.finish === 'context_window') return 'length'
  // A refusal ends with `stop`; what tells it is the message's `refusal` field.
  if (reply.finish === 'refusal') return 'stop'
  return reply.finish ?? (reply.toolCalls?.length ? 'tool_calls' : 'stop')
}

function usage({ inputTokens, outputTokens, ...details }: TokenUsage): object {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: {
      cached_tokens: details.cachedInputTokens ?? 0,
      cache_write_tokens: details.cacheWriteTokens ?? 0,
      audio_tokens: 0,
    },
    completion_tokens_details: {
      reasoning_tokens: details.reasoningTokens ?? 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}
