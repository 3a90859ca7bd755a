import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createGroq } from '@ai-sdk/groq'
import { type ProviderApi, type Reply, wire } from '@understudy/testkit'
import type { AiSdkModel } from '../../../packages/runtime/src/ai-sdk.ts'
import { awsEventStreamType, awsMessage } from './aws-event-stream.ts'

/** What a provider of the AI SDK wants of a server. */
export interface AiSdkWire {
  readonly name: string
  /** Whose JSON errors and log of requests the server has, where they are not its own. */
  readonly api: ProviderApi
  readonly path: { readonly stream: string; readonly json: string }
  readonly streamType: string
  /** The provider of the AI SDK, over a server at this origin. */
  over(origin: string): (model: string) => AiSdkModel
  /** The pieces of a streamed answer; the one at `end` says why it ends. */
  stream(reply: Reply): { pieces: Buffer[]; end: number }
  json(reply: Reply): object
  /** An error's body and headers. */
  error(status: number, code: string, message: string): { body: object; headers: Record<string, string> }
  /** An error in the middle of a stream, of an overloaded provider. */
  readonly streamError: Buffer
}

const secret = 'a-secret-key'
const sse = (data: unknown) => Buffer.from(`data: ${JSON.stringify(data)}\n\n`)
const textOf = (reply: Reply) => reply.tokens.join('')

/** Anthropic's own API. */
export const anthropicWire: AiSdkWire = {
  name: '@ai-sdk/anthropic',
  api: 'anthropic.messages',
  path: { stream: '/v1/messages', json: '/v1/messages' },
  streamType: 'text/event-stream',
  over: (origin) => createAnthropic({ baseURL: `${origin}/v1`, apiKey: secret }),
  stream(reply) {
    const pieces = wire('anthropic.messages').stream(reply)
    return { pieces: pieces.map((piece) => Buffer.from(piece)), end: pieces.length - 1 }
  },
  json: (reply) => JSON.parse(wire('anthropic.messages').json(reply)),
  error: (_, code, message) => ({
    body: { type: 'error', error: { type: code, message } },
    headers: {},
  }),
  streamError: Buffer.from(wire('anthropic.messages').errorEvent({ status: 529 })),
}

/** OpenAI's wire format, with the usage of a stream in a place of Groq's own. */
export const groqWire: AiSdkWire = {
  name: '@ai-sdk/groq',
  api: 'openai.chat',
  path: { stream: '/v1/chat/completions', json: '/v1/chat/completions' },
  streamType: 'text/event-stream',
  over: (origin) => createGroq({ baseURL: `${origin}/v1`, apiKey: secret }),
  stream({ usage, ...reply }) {
    const events = wire('openai.chat').stream(reply)
    const pieces = events.map((event) => {
      if (!event.includes('"finish_reason":"') || !usage) return Buffer.from(event)
      const counts = { prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens }
      return sse({ ...JSON.parse(event.slice('data: '.length)), x_groq: { id: 'req_groq', usage: counts } })
    })
    return { pieces, end: pieces.length - 2 }
  },
  json: (reply) => JSON.parse(wire('openai.chat').json(reply)),
  error: (_, code, message) => ({
    body: { error: { message, type: 'invalid_request_error', code } },
    headers: {},
  }),
  streamError: sse({ error: { message: 'Busy.', type: 'overloaded_error' } }),
}

/**
 * The Gemini API.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export const googleWire: AiSdkWire = {
  name: '@ai-sdk/google',
  api: 'openai.chat',
  path: {
    stream: '/v1beta/models/model-1:streamGenerateContent',
    json: '/v1beta/models/model-1:generateContent',
  },
  streamType: 'text/event-stream',
  over: (origin) => createGoogle({ baseURL: `${origin}/v1beta`, apiKey: secret }),
  stream(reply) {
    const text = reply.tokens.map((token) => googleAnswer(reply, [{ text: token }]))
    const last = googleAnswer(reply, googleCalls(reply), 'STOP')
    return { pieces: [...text, last].map(sse), end: text.length }
  },
  json: (reply) =>
    googleAnswer(
      reply,
      [...(reply.tokens.length ? [{ text: textOf(reply) }] : []), ...googleCalls(reply)],
      'STOP',
    ),
  error: (status, code, message) => ({
    body: {
      error: {
        code: status,
        message,
        // What a bad request is about stands in its details.
        status: status === 400 ? 'INVALID_ARGUMENT' : code,
        details: [
          ...(status === 400
            ? [
                {
                  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
                  reason: code,
                  domain: 'googleapis.com',
                },
              ]
            : []),
          ...(status === 429
            ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }]
            : []),
        ],
      },
    },
    headers: {},
  }),
  streamError: sse({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
}

function googleCalls({ toolCalls = [] }: Reply): object[] {
  // Gemini gives a call without arguments no `args`.
  return toolCalls.map(({ id, name, arguments: args }) => ({
    functionCall: { id, name, ...(Object.keys(args).length > 0 && { args }) },
  }))
}

function googleAnswer({ usage, model }: Reply, parts: readonly object[], finishReason?: string): object {
  return {
    candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
    modelVersion: model,
    responseId: 'response-1',
    ...(usage && {
      usageMetadata: { promptTokenCount: usage.inputTokens, candidatesTokenCount: usage.outputTokens },
    }),
  }
}

/**
 * Amazon Bedrock's Converse.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockWire: AiSdkWire = {
  name: '@ai-sdk/amazon-bedrock',
  api: 'openai.chat',
  path: { stream: '/model/model-1/converse-stream', json: '/model/model-1/converse' },
  streamType: awsEventStreamType,
  over: (origin) =>
    createAmazonBedrock({
      baseURL: origin,
      region: 'eu-central-1',
      accessKeyId: 'AKIA',
      secretAccessKey: secret,
    }),
  stream(reply) {
    const { tokens, toolCalls = [] } = reply
    const text = tokens.map((text) =>
      awsMessage('contentBlockDelta', { contentBlockIndex: 0, delta: { text } }),
    )
    const calls = toolCalls.flatMap(({ id, name, arguments: args }, index) => {
      const contentBlockIndex = index + 1
      const input = JSON.stringify(args)
      return [
        awsMessage('contentBlockStart', {
          contentBlockIndex,
          start: { toolUse: { toolUseId: id, name } },
        }),
        // Models send nothing for a call without arguments.
        ...(input === '{}' ? [] : [input.slice(0, 3), input.slice(3)]).map((piece) =>
          awsMessage('contentBlockDelta', { contentBlockIndex, delta: { toolUse: { input: piece } } }),
        ),
        awsMessage('contentBlockStop', { contentBlockIndex }),
      ]
    })
    const before = [
      awsMessage('messageStart', { role: 'assistant' }),
      ...text,
      ...(text.length ? [awsMessage('contentBlockStop', { contentBlockIndex: 0 })] : []),
      ...calls,
    ]
    const after = [
      awsMessage('messageStop', { stopReason: stopReason(reply) }),
      awsMessage('metadata', { usage: bedrockUsage(reply), metrics: { latencyMs: 1 } }),
    ]
    return { pieces: [...before, ...after], end: before.length }
  },
  json(reply) {
    const { toolCalls = [] } = reply
    const content = [
      ...(reply.tokens.length ? [{ text: textOf(reply) }] : []),
      ...toolCalls.map(({ id, name, arguments: input }) => ({ toolUse: { toolUseId: id, name, input } })),
    ]
    return {
      output: { message: { role: 'assistant', content } },
      stopReason: stopReason(reply),
      usage: bedrockUsage(reply),
      metrics: { latencyMs: 1 },
    }
  },
  error: (_, code, message) => ({
    body: { message },
    headers: { 'x-amzn-errortype': `${code}:http://internal.amazon.com/coral/` },
  }),
  streamError: awsMessage('serviceUnavailableException', { message: 'The service is unavailable.' }),
}

function stopReason({ toolCalls = [] }: Reply): string {
  return toolCalls.length ? 'tool_use' : 'end_turn'
}

function bedrockUsage({ usage }: Reply): object | undefined {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {}
  return usage ? { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens } : undefined
}
