import type { Exchange, ReceivedRequest } from './exchange.ts'
import { splitTokens } from './split-tokens.ts'
import { field } from './wire/json-value.ts'
import type { Finish, Reply, TokenUsage, ToolCall, Wire } from './wire/types.ts'

/** The text of an answer, or how to compute it from the request. */
export type AnswerText = string | ((request: ReceivedRequest, wire: Wire) => string)

/** What an answer holds beside its text. */
export interface ReplyOptions {
  /** The pieces of a stream. @default the words of the text */
  readonly tokens?: readonly string[]
  /** @default [] */
  readonly toolCalls?: readonly ToolCall[]
  /** @default 'tool_calls' if there are tool calls, else 'stop' */
  readonly finish?: Finish
  /** `null` leaves it out. @default estimated: a token for 4 characters */
  readonly usage?: TokenUsage | null
}

/** The reply to one request: model, ids and estimated usage follow from the request. */
export function replyTo(exchange: Exchange, text: AnswerText, options: ReplyOptions = {}): Reply {
  const { request, wire, index } = exchange
  const model = field(request.body, 'model')
  const tokens = options.tokens ?? splitTokens(typeof text === 'string' ? text : text(request, wire))
  const usage =
    options.usage === undefined
      ? {
          inputTokens: estimatedTokens(wire.promptTexts(request.body)),
          outputTokens: estimatedTokens([
            ...tokens,
            ...(options.toolCalls ?? []).map((call) => JSON.stringify(call)),
          ]),
        }
      : options.usage
  return {
    id: wire.replyId(index),
    model: typeof model === 'string' ? model : 'unknown',
    created: Math.floor(Date.now() / 1000),
    tokens,
    toolCalls: options.toolCalls,
    finish: options.finish,
    usage: streams(request) && !wire.streamsUsage(request.body) ? null : usage,
  }
}

/** Whether the request asks for a stream. */
export function streams(request: ReceivedRequest): boolean {
  return field(request.body, 'stream') === true
}

function estimatedTokens(texts: readonly string[]): number {
  return Math.ceil(texts.join('').length / 4)
}
