import { contentText, field, messageTexts } from './json-value.ts'
import type { Finish, Reply, StreamParts, TokenUsage, ToolCall, Wire, WireError } from './types.ts'

const errorTypes: Record<number, string> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

const stopReasons: Record<Finish, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
  context_window: 'model_context_window_exceeded',
}

const ping = event('ping', {})

/**
 * Anthropic Messages.
 *
 * @see https://docs.anthropic.com/en/api/messages
 */
export const anthropicMessages: Wire = {
  api: 'anthropic.messages',
  basePath: '',
  path: '/v1/messages',
  requestIdHeader: 'request-id',
  streamErrorStatus: 529,
  malformedEvent:
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":\n\n',
  ping,
  replyId: (n) => `msg_${n}`,
  json: (reply) => JSON.stringify(message(reply)),
  stream: (reply) => {
    const { head, tokens, tail } = parts(reply)
    return [...head, ...tokens, ...tail]
  },
  parts,
  streamsUsage: () => true,
  error: (error) => JSON.stringify(errorBody(error)),
  errorEvent: (error) => {
    const { type, ...rest } = errorBody(error)
    return event(type, rest)
  },
  promptTexts: (body) => [contentText(field(body, 'system')), ...messageTexts(body)],
}

function message(reply: Reply): object {
  const text = reply.tokens.join('')
  return {
    ...envelope(reply),
    content: [
      ...(text === '' ? [] : [{ type: 'text', text, citations: null }]),
      ...(reply.toolCalls ?? []).map((call) => ({ ...toolUse(call), input: toolInput(call) })),
    ],
    ...ending(reply),
    ...(reply.usage && { usage: usage(reply.usage) }),
  }
}

function parts(reply: Reply): StreamParts {
  const hasText = reply.tokens.length > 0
  const toolCalls = reply.toolCalls ?? []
  const start = {
    ...envelope(reply),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    ...(reply.usage && { usage: usage({ ...reply.usage, outputTokens: 1 }) }),
  }
  return {
    head: [
      event('message_start', { message: start }),
      ...(hasText ? [blockStart(0, { type: 'text', text: '' })] : []),
      ping,
    ],
    tokens: reply.tokens.map((text) => blockDelta(0, { type: 'text_delta', text })),
    tail: [
      ...(hasText ? [event('content_block_stop', { index: 0 })] : []),
      ...toolCalls.flatMap((call, index) => toolUseEvents(call, index + (hasText ? 1 : 0))),
      event('message_delta', {
        delta: ending(reply),
        ...(reply.usage && {
          usage: { output_tokens: reply.usage.outputTokens, ...outputDetails(reply.usage) },
        }),
      }),
      event('message_stop', {}),
    ],
  }
}

function envelope(reply: Reply): object {
  return { id: reply.id, type: 'message', role: 'assistant', model: reply.model }
}

function ending(reply: Reply): object {
  const stopReason = stopReasons[reply.finish ?? (reply.toolCalls?.length ? 'tool_calls' : 'stop')]
  return {
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: stopReason === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null,
  }
}

// The input comes as deltas of JSON text, the first of them empty.
function toolUseEvents(call: ToolCall, index: number): string[] {
  const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments)
  const half = Math.ceil(text.length / 2)
  return [
    blockStart(index, { ...toolUse(call), input: {} }),
    ...['', text.slice(0, half), text.slice(half)].map((piece) =>
      blockDelta(index, { type: 'input_json_delta', partial_json: piece }),
    ),
    event('content_block_stop', { index }),
  ]
}

function toolUse({ id, name }: ToolCall): object {
  return { type: 'tool_use', id, name }
}

function toolInput({ arguments: args }: ToolCall): unknown {
  if (typeof args !== 'string') return args
  try {
    return JSON.parse(args)
  } catch {
    return args
  }
}

// Here the tokens of the cache are not part of the input.
function usage({ inputTokens, outputTokens, ...details }: TokenUsage): object {
  const { cachedInputTokens = 0, cacheWriteTokens = 0 } = details
  return {
    input_tokens: inputTokens - cachedInputTokens - cacheWriteTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    ...outputDetails(details),
    service_tier: 'standard',
  }
}

function outputDetails({ reasoningTokens = 0 }: Pick<TokenUsage, 'reasoningTokens'>): object {
  return { output_tokens_details: { thinking_tokens: reasoningTokens } }
}

function errorBody({ status, type, code, message, requestId }: WireError) {
  return {
    type: 'error',
    error: {
      type: type ?? errorTypes[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
      message: message ?? `The testkit answers ${status}.`,
      ...(code !== undefined && { details: { error_code: code } }),
    },
    ...(requestId !== undefined && { request_id: requestId }),
  }
}

function blockStart(index: number, block: object): string {
  return event('content_block_start', { index, content_block: block })
}

function blockDelta(index: number, delta: object): string {
  return event('content_block_delta', { index, delta })
}

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
}
