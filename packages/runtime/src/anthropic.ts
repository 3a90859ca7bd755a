import type { Adapter, Part } from './adapter.ts'
import type { FailureKind } from './failure-kind.ts'
import { overSdk, type SdkResource } from './http/over-sdk.ts'
import type { Wire } from './http/read-response.ts'
import { usagePart } from './http/usage-part.ts'

/** What the adapter needs of the official SDK's client: `Anthropic` and its like. */
export interface AnthropicClient {
  messages: SdkResource
}

interface Counts {
  input_tokens?: number | null
  cache_creation_input_tokens?: number | null
  cache_read_input_tokens?: number | null
  output_tokens?: number | null
  output_tokens_details?: { thinking_tokens?: number } | null
}

/** What ends a message. */
interface Stop {
  stop_reason?: string | null
  stop_details?: { category?: string | null } | null
}

/** A block of the content, or a piece of one. */
interface Block extends Stop {
  type?: string
  text?: string
  thinking?: string
  id?: string
  name?: string
  input?: unknown
  partial_json?: string
}

/** A whole message, as JSON or as `message_start` has it. */
interface Message extends Stop {
  type?: string
  content?: Block[]
  usage?: Counts | null
}

/** Any event of the stream; each has some of it. */
interface StreamEvent extends Message {
  index?: number
  message?: Message
  content_block?: Block
  delta?: Block
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
  return overSdk('anthropic.messages', client.messages, messageWire)
}

function messageWire(): Wire<StreamEvent> {
  const counts: Counts & Record<string, unknown> = {}
  let stop: Stop | undefined

  return {
    last: 'message_stop',
    fold({ type, index, message, content_block, delta, content, usage, ...whole }) {
      const blocks = content ?? [content_block ?? delta ?? {}]
      const parts = blocks.flatMap((block, position) => readBlock(block, index ?? position))
      // The first event counts the input, a later one the output and perhaps the input again.
      for (const [name, count] of Object.entries(message?.usage ?? usage ?? {})) {
        counts[name] = count || (counts[name] ?? count)
      }
      if (usage?.output_tokens != null) parts.push(readUsage(counts))
      // The last delta is the one that says why the message ends.
      stop = delta ?? stop
      if (type === 'message' || type === 'message_stop') {
        const { stop_reason, stop_details } = stop ?? whole
        const reason = reasons[stop_reason ?? ''] ?? 'truncated'
        parts.push({ type: 'finish', reason, code: stop_details?.category ?? stop_reason ?? undefined })
      }
      return parts
    },
  }
}

/** The cached tokens are part of the input, as OpenAI counts them. */
function readUsage(counts: Counts): Part {
  const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } = counts
  return usagePart(
    (input_tokens ?? 0) + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0),
    output_tokens,
    cache_read_input_tokens,
    cache_creation_input_tokens,
    counts.output_tokens_details?.thinking_tokens,
  )
}

function readBlock(block: Block, index: number): Part[] {
  const { type, text, thinking, id, name, input, partial_json } = block
  if (text) return [{ type: 'text', text }]
  if (type === 'thinking_delta') return [{ type: 'reasoning', text: thinking }]
  if (!partial_json && type !== 'tool_use') return []
  // At the start of a stream the input is `{}`, and the arguments follow.
  const json = partial_json ?? JSON.stringify(input ?? {})
  return [{ type: 'tool', index, id, name, arguments: json === '{}' ? '' : json }]
}
