/** What the adapter needs of a language model of the AI SDK: its interface of version 4, or 3. */
export interface AiSdkModel {
  readonly specificationVersion: 'v3' | 'v4'
  doGenerate(options: AiSdkOptions): PromiseLike<AiSdkGenerated>
  doStream(options: AiSdkOptions): PromiseLike<AiSdkStreamed>
}

/** The options of a call, as far as `openai.chat` has a word for them. */
export interface AiSdkOptions {
  prompt: object[]
  maxOutputTokens?: number
  temperature?: number
  stopSequences?: string[]
  topP?: number
  presencePenalty?: number
  frequencyPenalty?: number
  seed?: number
  reasoning?: string
  responseFormat?: object
  tools?: object[]
  toolChoice?: object
  abortSignal?: AbortSignal
}

/** An answer at once. */
export interface AiSdkGenerated {
  content: readonly AiSdkContent[]
  finishReason: AiSdkFinishReason
  usage: AiSdkUsage
  response?: { headers?: Readonly<Record<string, string>> | undefined } | undefined
}

/** An answer as it comes. */
export interface AiSdkStreamed {
  stream: ReadableStream<AiSdkStreamPart>
  response?: { headers?: Readonly<Record<string, string>> | undefined } | undefined
}

/** Why the model stopped. */
export interface AiSdkFinishReason {
  unified: string
  raw: string | undefined
}

/** Tokens; `undefined` where the provider reports none. */
export interface AiSdkUsage {
  inputTokens: { total: number | undefined; cacheRead: number | undefined; cacheWrite: number | undefined }
  outputTokens: { total: number | undefined; reasoning: number | undefined }
}

/** A piece of an answer at once. Each has some of it. */
export interface AiSdkContent {
  type: string
  text?: string | undefined
  toolCallId?: string | undefined
  toolName?: string | undefined
  input?: unknown
  /** The provider has called the tool itself. */
  providerExecuted?: boolean | undefined
}

/** A piece of a stream. Each has some of it. */
export interface AiSdkStreamPart extends AiSdkContent {
  id?: string | undefined
  delta?: string | undefined
  finishReason?: AiSdkFinishReason | undefined
  usage?: AiSdkUsage | undefined
  error?: unknown
}
