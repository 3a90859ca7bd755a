import type { Adapter, Part } from './adapter.ts'
import { overSdk, type SdkResource } from './http/over-sdk.ts'
import type { Wire } from './http/read-response.ts'
import { usagePart } from './http/usage-part.ts'

/** What the adapter needs of the official SDK's client: `OpenAI`, `AzureOpenAI` and their like. */
export interface OpenAIClient {
  chat: { completions: SdkResource }
}

interface CallDelta {
  index?: number | null
  id?: string | null
  function?: { name?: string; arguments?: string }
}

interface Message {
  content?: string | object | null
  /** So OpenRouter and vLLM name it, which OpenAI does not send. */
  reasoning?: string | null
  /** So DeepSeek does. */
  reasoning_content?: string | null
  refusal?: string | null
  tool_calls?: CallDelta[]
}

interface UsageCounts {
  prompt_tokens: number
  completion_tokens: number
  prompt_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number } | null
  completion_tokens_details?: { reasoning_tokens?: number } | null
}

/** A `chat.completion.chunk`, or a `chat.completion`, which has `message` for `delta`. */
interface Chunk {
  choices?: { index?: number; delta?: Message; message?: Message; finish_reason?: string | null }[]
  usage?: UsageCounts | null
}

const reasons: Record<string, 'stop' | 'max_tokens' | 'content_filter'> = {
  stop: 'stop',
  tool_calls: 'stop',
  length: 'max_tokens',
  content_filter: 'content_filter',
}

/**
 * Speaks `openai.chat`, the Chat Completions API, over the official SDK's client, or one of `openaiFetch`. The
 * client's key, base URL, proxy and headers stay; its retries and timeouts do not apply.
 *
 * @example
 * ```ts
 * createClient({ providers: { openai: openai(new OpenAI()) } })
 * ```
 */
export function openai(client: OpenAIClient): Adapter {
  return overSdk('openai.chat', client.chat.completions, chatWire, ({ stream_options }) => ({
    stream_options: { include_usage: true, ...stream_options },
  }))
}

function chatWire(): Wire<Chunk> {
  /** The call that goes on, by the server's index, with its place among all calls. */
  const open: Record<number, { id: CallDelta['id']; index: number }> = {}
  let calls = 0

  return {
    last: '[DONE]',
    fold({ choices, usage }) {
      const parts: Part[] = []
      // Only the first of several choices is the answer.
      const choice = choices?.find(({ index }) => !index)
      const { content, reasoning, reasoning_content, refusal, tool_calls } =
        choice?.delta ?? choice?.message ?? {}
      // Some compatible servers send lists of pieces. To read half of them would truncate the answer.
      if (content && typeof content !== 'string') throw new Error('content')
      const thought = reasoning ?? reasoning_content
      if (thought) parts.push({ type: 'reasoning', text: thought })
      if (content) parts.push({ type: 'text', text: content })
      if (refusal) parts.push({ type: 'refusal', text: refusal })
      tool_calls?.forEach(({ index, id, function: call = {} }, position) => {
        const at = index ?? position
        const known = open[at]
        // Some servers give no index, or the same to all: there a name with another id, or none, begins a call.
        const goesOn = known && (id ? id === known.id : index != null)
        if (call.name && !goesOn) open[at] = { id, index: calls++ }
        parts.push({
          type: 'tool',
          index: open[at]?.index ?? 0,
          id: id ?? undefined,
          name: call.name,
          arguments: call.arguments ?? '',
        })
      })
      if (usage) {
        const { prompt_tokens_details: input, completion_tokens_details: output } = usage
        parts.push(
          usagePart(
            usage.prompt_tokens,
            usage.completion_tokens,
            input?.cached_tokens,
            input?.cache_write_tokens,
            output?.reasoning_tokens,
          ),
        )
      }
      const code = choice?.finish_reason
      if (code) {
        const reason = reasons[code] ?? 'truncated'
        parts.push({ type: 'finish', reason, code })
      }
      return parts
    },
  }
}
