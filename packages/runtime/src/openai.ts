import type { Adapter, Part } from './adapter.ts'
import { readResponse } from './http/read-response.ts'

/** What the adapter needs of the official SDK's client: `OpenAI`, `AzureOpenAI` and their like. */
export interface OpenAIClient {
  chat: {
    completions: {
      create(
        body: object,
        options: { signal: AbortSignal; maxRetries: number; timeout: number },
      ): { asResponse(): Promise<Response> }
    }
  }
}

interface Message {
  content?: string | object | null
  refusal?: string | null
  tool_calls?: { index?: number; id?: string; function?: { name?: string; arguments?: string } }[]
}

/** A `chat.completion.chunk`, or a `chat.completion`, which has `message` for `delta`. */
interface Chunk {
  choices?: { index?: number; delta?: Message; message?: Message; finish_reason?: string | null }[]
  usage?: { prompt_tokens: number; completion_tokens: number } | null
}

const reasons: Record<string, 'stop' | 'max_tokens' | 'content_filter'> = {
  stop: 'stop',
  tool_calls: 'stop',
  function_call: 'stop',
  length: 'max_tokens',
  content_filter: 'content_filter',
}

/**
 * Speaks `openai.chat`, the Chat Completions API, over the official SDK's client. The client's key, base URL, proxy
 * and headers stay; its retries and timeouts do not apply.
 *
 * @example
 * ```ts
 * createClient({ providers: { openai: openai(new OpenAI()) } })
 * ```
 */
export function openai(client: OpenAIClient): Adapter {
  return {
    api: 'openai.chat',
    send(request, options) {
      const { signal, stream } = options
      const extra = 'stream_options' in request ? Object(request.stream_options) : {}
      const stream_options = stream ? { include_usage: true, ...extra } : undefined
      const response = client.chat.completions
        .create({ ...request, stream, stream_options }, { signal, maxRetries: 0, timeout: 2 ** 31 - 1 })
        .asResponse()
      return readResponse(response, options, { last: '[DONE]', fold })
    },
  }
}

function fold({ choices, usage }: Chunk): Part[] {
  const parts: Part[] = []
  // Only the first of several choices is the answer.
  const choice = choices?.find(({ index }) => !index)
  const { content, refusal, tool_calls } = choice?.delta ?? choice?.message ?? {}
  // Some compatible servers send lists of pieces. To read half of them would truncate the answer.
  if (content && typeof content !== 'string') throw new TypeError('content')
  if (content) parts.push({ type: 'text', text: content })
  if (refusal) parts.push({ type: 'refusal', text: refusal })
  tool_calls?.forEach(({ index, id, function: call }, position) => {
    parts.push({
      type: 'tool',
      index: index ?? position,
      id,
      name: call?.name,
      arguments: call?.arguments ?? '',
    })
  })
  if (usage) {
    parts.push({
      type: 'usage',
      usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
    })
  }
  const code = choice?.finish_reason
  if (code) parts.push({ type: 'finish', reason: reasons[code] ?? 'truncated', code })
  return parts
}
