import { failureError } from '../policy/failure-error.ts'
import type { AiSdkModel } from './ai-sdk-model.ts'
import type { ChatContent, ChatMessage } from './chat-body.ts'

/**
 * Writes the messages of `openai.chat` as the AI SDK's prompt.
 *
 * @throws an error of kind `bad_request` where the AI SDK has no such content.
 */
export function toPrompt(
  messages: readonly ChatMessage[],
  version: AiSdkModel['specificationVersion'],
): object[] {
  // The AI SDK wants the tool's name with its result, too.
  const names = new Map<string, string>()

  return messages.map((message) => {
    const { role, content, tool_calls = [], tool_call_id: toolCallId = '' } = message
    for (const { id, function: call } of tool_calls) names.set(id, call.name)
    switch (role) {
      case 'system':
      case 'developer':
        return { role: 'system', content: textOf(content) }
      case 'user':
        return { role, content: partsOf(content).map((part) => toPart(part, version)) }
      case 'assistant':
        return {
          role,
          content: [
            ...partsOf(content).map((part) => toPart(part, version)),
            ...tool_calls.map(({ id, function: call }) => ({
              type: 'tool-call',
              toolCallId: id,
              toolName: call.name,
              input: readJson(call.arguments),
            })),
          ],
        }
      case 'tool': {
        const output = { type: 'text', value: textOf(content) }
        const toolName = names.get(toolCallId) ?? ''
        return { role, content: [{ type: 'tool-result', toolCallId, toolName, output }] }
      }
      default:
        throw failureError('bad_request', new TypeError(`The AI SDK has no role '${role}'.`))
    }
  })
}

function partsOf(content: ChatMessage['content']): readonly ChatContent[] {
  if (typeof content !== 'string') return content ?? []
  return content ? [{ type: 'text', text: content }] : []
}

function textOf(content: ChatMessage['content']): string {
  return partsOf(content)
    .map(({ text }) => text ?? '')
    .join('\n')
}

function toPart(
  { type, text, image_url, file }: ChatContent,
  version: AiSdkModel['specificationVersion'],
): object {
  if (type === 'text') return { type, text }
  const url = image_url?.url ?? file?.file_data
  if (url === undefined)
    throw failureError('bad_request', new TypeError(`The AI SDK has no content '${type}'.`))
  const [, mediaType = image_url ? 'image/*' : 'application/octet-stream', data] =
    /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? []
  const filename = file?.filename
  if (version === 'v3') return { type: 'file', filename, mediaType, data: data ?? new URL(url) }
  return {
    type: 'file',
    filename,
    mediaType,
    data: data === undefined ? { type: 'url', url: new URL(url) } : { type: 'data', data },
  }
}

/** The arguments that a model wrote are not always JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
