import type { Adapter, Part } from './adapter.ts'
import type { AiSdkModel, AiSdkStreamPart } from './ai-sdk/ai-sdk-model.ts'
import type { ChatBody } from './ai-sdk/chat-body.ts'
import { readError } from './ai-sdk/read-error.ts'
import { partReader, readGenerated } from './ai-sdk/read-parts.ts'
import { requestId } from './ai-sdk/request-id.ts'
import { toOptions } from './ai-sdk/to-options.ts'
import { failureError } from './policy/failure-error.ts'

export type { AiSdkModel } from './ai-sdk/ai-sdk-model.ts'

/**
 * Reaches any provider that the Vercel AI SDK has a language model for.
 *
 * Its templates are written in `openai.chat` (`provider: google`, `api: openai.chat`, `model: …`), and translated:
 * messages, images and files, tools, the output schema and the parameters that the AI SDK has. Another parameter is
 * a failure of kind `bad_request`. Media at a URL stay there: not every provider reads them itself.
 *
 * @param model A provider, which is asked for the template's model; or one model, which is used for every template.
 * @example
 * ```ts
 * import { google } from '@ai-sdk/google'
 * createClient({ providers: { google: aiSdk(google) } })
 * ```
 */
export function aiSdk(model: AiSdkModel | ((modelId: string) => AiSdkModel)): Adapter {
  return {
    api: 'openai.chat',
    async *send(request, { signal, stream }) {
      const body: ChatBody = request
      const chosen = typeof model === 'function' ? model(body.model ?? '') : model
      const options = { ...toOptions(body, chosen.specificationVersion), abortSignal: signal }
      if (stream) {
        const answer = await settled(chosen.doStream(options))
        yield [begun(answer.response?.headers)]
        yield* readStream(answer.stream, signal)
      } else {
        const answer = await settled(chosen.doGenerate(options))
        yield [begun(answer.response?.headers), ...readGenerated(answer)]
      }
    },
  }
}

async function settled<Answer>(asked: PromiseLike<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    throw readError(error)
  }
}

/** The AI SDK gives an answer only where the status is good. */
function begun(headers: Readonly<Record<string, string>> | undefined): Part {
  return { type: 'response', status: 200, requestId: requestId(headers) }
}

async function* readStream(
  stream: ReadableStream<AiSdkStreamPart>,
  signal: AbortSignal,
): AsyncGenerator<Part[], void, undefined> {
  const read = partReader()
  const reader = stream.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', cancel)
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw failureError('truncated', cause)
      })
      if (done) return
      if (value.type === 'error') throw readError(value.error)
      const parts = read(value)
      if (parts.length) yield parts
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}
