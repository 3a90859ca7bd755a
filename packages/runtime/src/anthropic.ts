import type { Adapter, Part } from './adapter.ts'
import type { Usage } from './completion.ts'
import type { FailureKind } from './failure-kind.ts'
import { overSdk, type SdkResource } from './http/over-sdk.ts'
import { readResponse, type Wire } from './http/read-response.ts'

/** What the adapter needs of the official SDK's client: `Anthropic` and its like. */
export interface AnthropicClient {
  messages: SdkResource
}

interface Counts {
  input_tokens?: number
  cache_creation_input_tokens?: number
  cache_read_input_tokens?: number
  output_tokens?: number
  output_tokens_details?: { thinking_tokens?: number }
}

type UsageCounts = { [Name in keyof Counts]: Counts[Name] | null }

interface Block {
  type?: string
  text?: string
  id?: string
  name?: string
  input?: unknown
}

/** What ends a message. */
interface Stop {
  stop_reason?: string | null
  stop_details?: { category?: string | null } | null
}

/** A whole message, as JSON or as `message_start` has it. */
interface Message extends Stop {
  type?: string
  content?: Block[]
  usage?: UsageCounts | null
}

/** Any event of the stream; each has some of it. */
interface StreamEvent extends Message {
  index?: number
  message?: Message
  content_block?: Block
  delta?: Stop & { type?: string; text?: string; partial_json?: string; thinking?: string }
}

const reasons: Record<string, 'stop' | FailureKind> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'stop',
  max_tokens: 'max_tokens',
  refusal: 'refusal',
  model_context_window_exceeded: 'context_window',
}

/**
 * Speaks `anthropic.messages`, the Messages API, over the official SDK's client, or one of `anthropicFetch`. The
 * client's key, base URL, proxy and headers stay; its retries and timeouts do not apply.
 *
 * @example
 * ```ts
 * createClient({ providers: { anthropic: anthropic(new Anthropic()) } })
 * ```
 */
export function anthropic(client: AnthropicClient): Adapter {
  return {
    api: 'anthropic.messages',
    send(request, options) {
      const { signal, stream } = options
      return readResponse(overSdk(client.messages, { ...request, stream }, signal), options, messageWire())
    },
  }
}

function messageWire(): Wire<StreamEvent> {
  const counts: Counts = {}
  let stop: Stop | undefined

  const report = (usage?: UsageCounts | null): Part[] => {
    // The first event counts the input, a later one the output and perhaps the input again.
    for (const [name, count] of Object.entries(usage ?? {})) {
      if (count || !(name in counts)) Object.assign(counts, { [name]: count ?? undefined })
    }
    return usage?.output_tokens == null ? [] : [{ type: 'usage', usage: readUsage(counts) }]
  }

  return {
    last: 'message_stop',
    fold({ type, index = 0, message, content_block, delta, content, usage, ...stopped }) {
      switch (type) {
        case 'message_start':
          report(message?.usage)
          return []
        case 'content_block_start':
          return content_block ? readBlock(content_block, index) : []
        case 'content_block_delta':
          if (delta?.text) return [{ type: 'text', text: delta.text }]
          if (delta?.partial_json) return [{ type: 'tool', index, arguments: delta.partial_json }]
          return delta?.type === 'thinking_delta' ? [{ type: 'reasoning', text: delta.thinking }] : []
        case 'message_delta':
          stop = delta
          return report(usage)
        case 'message_stop':
          return [readStop(stop)]
        case 'message':
          return [...(content ?? []).flatMap(readBlock), ...report(usage), readStop(stopped)]
        default:
          return []
      }
    },
  }
}

/** The cached tokens are part of the input, as OpenAI counts them. */
function readUsage({
  input_tokens = 0,
  cache_creation_input_tokens: cacheWriteTokens,
  cache_read_input_tokens: cachedInputTokens,
  output_tokens = 0,
  output_tokens_details,
}: Counts): Usage {
  return {
    inputTokens: input_tokens + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0),
    outputTokens: output_tokens,
    cachedInputTokens,
    cacheWriteTokens,
    reasoningTokens: output_tokens_details?.thinking_tokens,
  }
}

function readBlock({ type, text, id, name, input }: Block, index: number): Part[] {
  if (type === 'text' && text) return [{ type: 'text', text }]
  if (type !== 'tool_use') return []
  const json = JSON.stringify(input ?? {})
  // In a stream it is `{}`, and the arguments follow.
  return [{ type: 'tool', index, id, name, arguments: json === '{}' ? '' : json }]
}

function readStop({ stop_reason, stop_details }: Stop = {}): Part {
  const reason = reasons[stop_reason ?? ''] ?? 'truncated'
  return { type: 'finish', reason, code: stop_details?.category ?? stop_reason ?? undefined }
}
