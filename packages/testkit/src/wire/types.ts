/** The wire formats that the testkit speaks. A further one is one more file in this folder. */
export type ProviderApi = 'openai.chat' | 'openai.responses' | 'anthropic.messages'

/** Why the answer ended, in the words of neither provider. OpenAI says `length` also of a full context window. */
export type Finish = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'refusal' | 'context_window'

/** What the provider bills for one request, in tokens. */
export interface TokenUsage {
  /** With those that were read from the cache or written to it. */
  readonly inputTokens: number
  /** With those of the reasoning. */
  readonly outputTokens: number
  /** Read from the cache. @default 0 */
  readonly cachedInputTokens?: number
  /** Written to the cache. @default 0 */
  readonly cacheWriteTokens?: number
  /** @default 0 */
  readonly reasoningTokens?: number
}

/** One call of a tool in an answer. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  /** An object, or the JSON text itself: so an answer can carry arguments that are no valid JSON. */
  readonly arguments: object | string
}

/** One answer of a provider, before it is put into a wire format. */
export interface Reply {
  readonly id: string
  readonly model: string
  /** The text in the pieces that a stream sends; JSON has them joined. */
  readonly tokens: readonly string[]
  /** @default 'tool_calls' if there are tool calls, else 'stop' */
  readonly finish?: Finish | undefined
  /** `null` leaves usage out of the answer. @default null */
  readonly usage?: TokenUsage | null | undefined
  /** @default [] */
  readonly toolCalls?: readonly ToolCall[] | undefined
  /** Seconds since 1970. @default 0 */
  readonly created?: number | undefined
}

/** An error as a provider reports it. What is left out follows from the status. */
export interface WireError {
  readonly status: number
  readonly type?: string | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly requestId?: string | undefined
}

/** A streamed answer: events of server-sent events as text, each ending in an empty line. */
export interface StreamParts {
  /** Before the first token. */
  readonly head: readonly string[]
  /** One event a token. */
  readonly tokens: readonly string[]
  /** After the last token: tool calls, the finish reason, usage and the terminal event. */
  readonly tail: readonly string[]
}

/** One wire format as pure functions: replies and errors in, text out. */
export interface Wire {
  readonly api: ProviderApi
  /** What follows the origin in the SDK's base URL. */
  readonly basePath: string
  /** The only path that answers, under the origin. */
  readonly path: string
  /** The response header that carries the id of the request. */
  readonly requestIdHeader: string
  /** The id of the nth answer of a provider, as the api spells it. */
  replyId(n: number): string
  /** The answer as the text of a JSON body. */
  json(reply: Reply): string
  /** The answer as server-sent events, one string an event. */
  stream(reply: Reply): string[]
  /** {@link stream}, cut at the tokens. */
  parts(reply: Reply): StreamParts
  /** Whether this request gets usage in its stream. */
  streamsUsage(body: unknown): boolean
  /** An error as the text of a JSON body. */
  error(error: WireError): string
  /** An error as an event inside a stream. */
  errorEvent(error: WireError): string
  /** The status of the commonest error inside a stream. */
  readonly streamErrorStatus: number
  /** An event of a stream whose data is broken JSON. */
  readonly malformedEvent: string
  /** What keeps a stream alive without content. */
  readonly ping: string
  /** The text of every message of a request, in order, the system's first. */
  promptTexts(body: unknown): string[]
}
