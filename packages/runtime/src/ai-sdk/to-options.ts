import { failureError } from '../policy/failure-error.ts'
import type { AiSdkModel, AiSdkOptions } from './ai-sdk-model.ts'
import type { ChatBody } from './chat-body.ts'
import { toPrompt } from './to-prompt.ts'

/** Parameters that only have another name. */
const renamed: Record<string, string> = {
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  temperature: 'temperature',
  top_p: 'topP',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  seed: 'seed',
  reasoning_effort: 'reasoning',
}

/** What is read here by itself, or says only how to send. */
const known = [
  'model',
  'messages',
  'tools',
  'tool_choice',
  'response_format',
  'stop',
  'stream',
  'stream_options',
]

/**
 * Writes a body of `openai.chat` as the options of the AI SDK.
 *
 * @throws an error of kind `bad_request`, for instance for a parameter that the AI SDK does not have: to leave it out
 * would be to ask another question.
 */
export function toOptions(body: ChatBody, version: AiSdkModel['specificationVersion']): AiSdkOptions {
  const { messages = [], tools, tool_choice, response_format, stop } = body
  const options: AiSdkOptions = { prompt: toPrompt(messages, version) }
  for (const [name, value] of Object.entries(body)) {
    if (value == null || known.includes(name)) continue
    const option = renamed[name]
    if (!option || (option === 'reasoning' && version === 'v3'))
      throw failureError('bad_request', new TypeError(`The AI SDK has no parameter '${name}'.`))
    Object.assign(options, { [option]: value })
  }
  if (stop) options.stopSequences = [stop].flat()
  if (response_format) options.responseFormat = toFormat(response_format)
  if (tools) {
    options.tools = tools.map(({ type, function: tool }) => {
      if (!tool) throw failureError('bad_request', new TypeError(`The AI SDK has no tool '${type}'.`))
      const { name, description, parameters = { type: 'object', properties: {} }, strict } = tool
      return { type: 'function', name, description, inputSchema: parameters, strict: strict ?? undefined }
    })
  }
  if (tool_choice) {
    options.toolChoice =
      typeof tool_choice === 'string'
        ? { type: tool_choice }
        : { type: 'tool', toolName: tool_choice.function?.name }
  }
  return options
}

function toFormat({ type, json_schema }: NonNullable<ChatBody['response_format']>): object {
  if (type === 'text') return { type }
  const { name, description, schema } = json_schema ?? {}
  return { type: 'json', name, description, schema }
}
