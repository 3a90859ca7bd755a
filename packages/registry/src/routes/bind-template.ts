import type { Json, JsonObject } from '@understudy/compiler'
import type { Version } from '../storage/storage.ts'
import { renderTemplate } from './render-template.ts'
import { type BoundTemplateJson, toTemplateJson } from './template-json.ts'

interface Message {
  role: string
  content: string
}

/** Fills the variables of a version in. A history has no place here: its placeholder goes. */
export function bindTemplate(version: Version, variables: JsonObject): BoundTemplateJson {
  const messages = version.content.flatMap((message) => bindMessage(message, variables))
  const system = messages.find(({ role }) => role === 'system')?.content
  return {
    ...toTemplateJson(version),
    content: messages.map(({ role, content }) => ({ role, content })),
    formatted_content: formatMessages(messages, version.flavor),
    system_content: system,
  }
}

function bindMessage(message: Json, variables: JsonObject): Message[] {
  if (message === null || typeof message !== 'object' || Array.isArray(message)) return []
  const { role, content } = message
  if (typeof role !== 'string' || typeof content !== 'string') return []
  return [{ role, content: renderTemplate(content, variables) }]
}

/** The messages as the provider's own request has them. */
function formatMessages(messages: readonly Message[], flavor: string): Json[] {
  const spoken = messages.filter(({ role }) => role !== 'system')
  switch (flavor) {
    case 'anthropic_chat':
      return spoken.map(({ role, content }) => ({ role, content }))
    case 'amazon_bedrock_converse':
      return spoken.map(({ role, content }) => ({ role, content: [{ text: content }] }))
    case 'gemini_chat':
    case 'gemini_api_chat':
      return spoken.map(({ role, content }) => ({
        role: role === 'assistant' ? 'model' : role,
        parts: [{ text: content }],
      }))
    default:
      return messages.map(({ role, content }) => ({ role, content }))
  }
}
