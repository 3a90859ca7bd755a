import type { Adapter, Part } from './adapter.ts'
import type { FailureKind } from './failure-kind.ts'
import { readResponse, type Wire } from './http/read-response.ts'

/** What the adapter needs of the official SDK's client: `Anthropic` and its like. */
export interface AnthropicClient {
  messages: {
    create(
      body: object,
      options: { signal: AbortSignal; maxRetries: number; timeout: number },
    ): { asResponse(): Promise<Response> }
  }
}

interface UsageCounts {
  input_tokens?: number | null
  cache_creation_input_tokens?: number | null
  cache_read_input_tokens?: number | null
  output_tokens?: number | null
}

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
  usage?: UsageCounts
}

/** Any event of the stream; each has some of it. */
interface StreamEvent extends Message {
  index?: number
  message?: Message
  content_block?: Block
  delta?: Stop & { type?: string; text?: string; partial_json?: string }
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
 * Speaks `anthropic.messages`, the Messages API, over the official SDK's client. The client's key, base URL, proxy
 * and headers stay; its retries and timeouts do not apply.
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
      const response = client.messages
        .create({ ...request, stream }, { signal, maxRetries: 0, timeout: 2 ** 31 - 1 })
        .asResponse()
      return readResponse(response, options, messageWire())
    },
  }
}

function messageWire(): Wire<StreamEvent> {
  let input = 0
  let stop: Stop | undefined

  const report = (usage?: UsageCounts): Part[] => {
    // The first event counts the input, a later one the output and perhaps the input again.
    input = Math.max(input, inputOf(usage))
    const outputTokens = usage?.output_tokens
    return outputTokens == null ? [] : [{ type: 'usage', usage: { inputTokens: input, outputTokens } }]
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
          return delta?.type === 'thinking_delta' ? [{ type: 'reasoning' }] : []
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

/** All input tokens, the cached ones too, as OpenAI counts them. */
function inputOf(usage: UsageCounts = {}): number {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage
  return (input_tokens ?? 0) + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0)
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
