import type { Adapter, Part } from './adapter.ts'
import { overSdk, type SdkResource } from './http/over-sdk.ts'
import { providerError, type Wire } from './http/read-response.ts'

/** What the adapter needs of the official SDK's client: `OpenAI`, `AzureOpenAI` and their like. */
export interface OpenAIResponsesClient {
  responses: SdkResource
}

/** A piece of the output: a message, a function call, reasoning, and what the provider does by itself. */
interface Item {
  type?: string
  content?: { type?: string; text?: string; refusal?: string }[]
  call_id?: string
  name?: string
  arguments?: string
}

/** A `response`, as JSON or as the last event has it. */
interface Response {
  status?: string
  error?: object | null
  incomplete_details?: { reason?: string } | null
  output?: Item[]
  usage?: {
    input_tokens: number
    input_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number } | null
    output_tokens: number
    output_tokens_details?: { reasoning_tokens?: number } | null
  } | null
}

/** Any event of the stream; each has some of it. JSON has an `object` and no `type`. */
interface Event extends Response {
  type?: string
  object?: string
  output_index?: number
  delta?: string
  item?: Item
  response?: Response
}

const reasons: Record<string, 'stop' | 'max_tokens' | 'content_filter'> = {
  completed: 'stop',
  max_output_tokens: 'max_tokens',
  content_filter: 'content_filter',
}

/**
 * Speaks `openai.responses`, the Responses API, over the official SDK's client, or one of `openaiFetch`. The
 * client's key, base URL, proxy and headers stay; its retries and timeouts do not apply.
 *
 * @example
 * ```ts
 * const client = new OpenAI()
 * createClient({ providers: { openai: openaiResponses(client) } })
 * // Where some templates are written in `openai.chat`:
 * createClient({ providers: { openai: [openai(client), openaiResponses(client)] } })
 * ```
 */
export function openaiResponses(client: OpenAIResponsesClient): Adapter {
  return overSdk('openai.responses', client.responses, () => wire)
}

const wire: Wire<Event> = {
  // Nothing follows `response.incomplete` either: there the answer ends with the body.
  last: 'response.completed',
  fold({ type = '', output_index: index = 0, delta = '', item, response, ...json }) {
    switch (type) {
      case 'response.output_text.delta':
        return [{ type: 'text', text: delta }]
      case 'response.refusal.delta':
        return [{ type: 'refusal', text: delta }]
      case 'response.function_call_arguments.delta':
        return [{ type: 'tool', index, arguments: delta }]
      case 'response.output_item.added':
        // The content of a message, and the arguments of a call, follow.
        return item ? readItem({ ...item, content: [], arguments: '' }, index) : []
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return response ? readEnd(response) : []
      // Where the event has no name, this is what tells it.
      case 'error':
        throw providerError({ error: json })
      case '':
        return json.object === 'response' ? [...(json.output ?? []).flatMap(readItem), ...readEnd(json)] : []
      default:
        if (/\.reasoning\w*\.delta$/.test(type)) return [{ type: 'reasoning', text: delta }]
        // The provider uses tools of its own, which is no silence.
        return /\.(?!function)\w+_call/.test(type) ? [{ type: 'reasoning' }] : []
    }
  },
}

function readItem({ type, content = [], call_id, name, ...item }: Item, index: number): Part[] {
  if (type === 'function_call') {
    return [{ type: 'tool', index, id: call_id, name, arguments: item.arguments ?? '' }]
  }
  if (type === 'reasoning') return [{ type: 'reasoning' }]
  if (type !== 'message') return []
  return content.flatMap(({ text, refusal }): Part[] => {
    if (text) return [{ type: 'text', text }]
    return refusal ? [{ type: 'refusal', text: refusal }] : []
  })
}

function readEnd({ status = '', error, incomplete_details, usage }: Response): Part[] {
  if (error) throw providerError({ error })
  const code = incomplete_details?.reason ?? status
  const end: Part = { type: 'finish', reason: reasons[code] ?? 'truncated', code }
  if (!usage) return [end]
  return [
    {
      type: 'usage',
      usage: {
        inputTokens: usage.input_tokens,
        outputTokens: usage.output_tokens,
        cachedInputTokens: usage.input_tokens_details?.cached_tokens,
        cacheWriteTokens: usage.input_tokens_details?.cache_write_tokens,
        reasoningTokens: usage.output_tokens_details?.reasoning_tokens,
      },
    },
    end,
  ]
}
