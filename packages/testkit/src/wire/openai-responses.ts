import { contentText, field } from './json-value.ts'
import { openaiError } from './openai-error.ts'
import type { Finish, Reply, StreamParts, TokenUsage, ToolCall, Wire } from './types.ts'

/**
 * OpenAI Responses.
 *
 * @see https://platform.openai.com/docs/api-reference/responses
 */
export const openaiResponses: Wire = {
  api: 'openai.responses',
  basePath: '/v1',
  path: '/v1/responses',
  requestIdHeader: 'x-request-id',
  streamErrorStatus: 500,
  malformedEvent:
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","output_index":0,"delta":"\n\n',
  ping: ': keep-alive\n\n',
  replyId: (n) => `resp_${n}`,
  json: (reply) => JSON.stringify(response(reply)),
  stream: (reply) => {
    const { head, tokens, tail } = parts(reply)
    return [...head, ...tokens, ...tail]
  },
  parts,
  streamsUsage: () => true,
  error: (error) => JSON.stringify({ error: openaiError(error) }),
  // The documentation has its fields in the event itself; the API sends them like this.
  errorEvent: (error) => numbered()('error', { error: openaiError(error) }),
  promptTexts: (body) => {
    const input = field(body, 'input')
    const items = Array.isArray(input) ? input.map((item) => field(item, 'content')) : [input]
    return [field(body, 'instructions'), ...items].filter((content) => content != null).map(contentText)
  },
}

/** Why a response is incomplete. */
const incomplete: Partial<Record<Finish, string>> = {
  length: 'max_output_tokens',
  context_window: 'max_output_tokens',
  content_filter: 'content_filter',
}

/** Prints events and counts them, from 0. */
function numbered(): (type: string, data: object) => string {
  let next = 0
  return (type, data) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: next++, ...data })}\n\n`
}

function parts(reply: Reply): StreamParts {
  const event = numbered()
  const begun = {
    ...response(reply),
    status: 'in_progress',
    incomplete_details: null,
    output: [],
    usage: null,
  }
  const whole = response(reply)
  const items = output(reply)
  const first = reply.tokens.length > 0 ? items.shift() : undefined
  const at = { item_id: `msg_${reply.id}`, output_index: 0, content_index: 0 }
  const refused = reply.finish === 'refusal'
  const kind = refused ? 'response.refusal' : 'response.output_text'
  const extra = refused ? {} : { logprobs: [] }
  // In this order: each event is numbered when it is printed.
  const head = [
    event('response.created', { response: begun }),
    event('response.in_progress', { response: begun }),
    ...(first
      ? [
          event('response.output_item.added', {
            output_index: 0,
            item: { ...first, status: 'in_progress', content: [] },
          }),
          event('response.content_part.added', { ...at, part: contentPart('', refused) }),
        ]
      : []),
  ]
  const tokens = reply.tokens.map((delta) => event(`${kind}.delta`, { ...at, delta, ...extra }))
  const text = reply.tokens.join('')
  const tail = [
    ...(first
      ? [
          event(`${kind}.done`, { ...at, ...(refused ? { refusal: text } : { text }), ...extra }),
          event('response.content_part.done', { ...at, part: contentPart(text, refused) }),
          event('response.output_item.done', { output_index: 0, item: first }),
        ]
      : []),
    ...items.flatMap((item, index) => callEvents(event, item, index + (first ? 1 : 0))),
    event(`response.${whole.status}`, { response: whole }),
  ]
  return { head, tokens, tail }
}

function response(reply: Reply) {
  const reason = incomplete[reply.finish ?? 'stop']
  return {
    id: reply.id,
    object: 'response',
    created_at: reply.created ?? 0,
    status: reason ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: reason ? { reason } : null,
    instructions: null,
    metadata: {},
    model: reply.model,
    output: output(reply),
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: reply.usage ? usage(reply.usage) : null,
    user: null,
  }
}

// A message, unless there is no text, and then the calls.
function output(reply: Reply): object[] {
  const text = reply.tokens.join('')
  const cut = incomplete[reply.finish ?? 'stop'] !== undefined
  const message = {
    id: `msg_${reply.id}`,
    type: 'message',
    status: cut ? 'incomplete' : 'completed',
    role: 'assistant',
    content: [contentPart(text, reply.finish === 'refusal')],
  }
  return [...(reply.tokens.length > 0 ? [message] : []), ...(reply.toolCalls ?? []).map(functionCall)]
}

function contentPart(text: string, refused: boolean): object {
  return refused
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [], logprobs: [] }
}

function functionCall({ id, name, arguments: args }: ToolCall) {
  return {
    id: `fc_${id}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: typeof args === 'string' ? args : JSON.stringify(args),
  }
}

function callEvents(event: (type: string, data: object) => string, item: object, index: number): string[] {
  const text = String(field(item, 'arguments'))
  const half = Math.ceil(text.length / 2)
  const at = { item_id: field(item, 'id'), output_index: index }
  return [
    event('response.output_item.added', {
      output_index: index,
      item: { ...item, status: 'in_progress', arguments: '' },
    }),
    ...[text.slice(0, half), text.slice(half)]
      .filter((piece) => piece !== '')
      .map((delta) => event('response.function_call_arguments.delta', { ...at, delta })),
    event('response.function_call_arguments.done', { ...at, arguments: text }),
    event('response.output_item.done', { output_index: index, item }),
  ]
}

function usage({ inputTokens, outputTokens, ...details }: TokenUsage): object {
  return {
    input_tokens: inputTokens,
    input_tokens_details: {
      cached_tokens: details.cachedInputTokens ?? 0,
      cache_write_tokens: details.cacheWriteTokens ?? 0,
    },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: details.reasoningTokens ?? 0 },
    total_tokens: inputTokens + outputTokens,
  }
}
