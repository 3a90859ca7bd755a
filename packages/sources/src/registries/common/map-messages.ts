import type { Json, JsonObject, MessageInput, TemplateInput } from '@understudy/compiler'
import { type TemplateSyntax, toMustache } from '../../syntax/to-mustache.ts'
import { isObject } from './is-object.ts'
import { Unmappable } from './unmappable.ts'

/** A message of a registry, in the form that most of them share with OpenAI; or where history stands. */
export type RegistryMessage = { role: string; content: Json } | 'history'

/** What messages give a template. */
export type MappedMessages = Pick<TemplateInput, 'messages' | 'inputs'>

const ROLES: ReadonlyMap<string, MessageInput['role']> = new Map([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
])

/**
 * Writes the messages of a registry as those of a template.
 *
 * @throws {Unmappable} for what messages of templates do not have, such as results of tools.
 * @throws {SyntaxProblem} for what mustache does not have.
 */
export function mapMessages(messages: readonly RegistryMessage[], syntax: TemplateSyntax): MappedMessages {
  if (messages.filter((message) => message === 'history').length > 1) {
    throw new Unmappable(
      'the template has several placeholders for messages',
      'Keep one: it is where the history of the conversation stands.',
    )
  }
  const read = messages.map((message, index) =>
    message === 'history' ? message : readMessage(message, index),
  )
  const texts = read.flatMap((message) => (message === 'history' ? [] : [message.content]))
  const converted = toMustache(texts, syntax)
  let next = 0
  const written = read.map((message) =>
    message === 'history' ? message : { ...message, content: converted.texts[next++] ?? '' },
  )
  return { messages: written, ...(converted.inputs && { inputs: converted.inputs }) }
}

function readMessage({ role, content }: Exclude<RegistryMessage, 'history'>, index: number): MessageInput {
  const at = `message ${index + 1}`
  const speaker = ROLES.get(role.toLowerCase())
  if (!speaker) {
    throw new Unmappable(
      `${at} has the role \`${role}\``,
      'A template has messages of the system, the user and the assistant; turns of a conversation come as history.',
    )
  }
  if (typeof content === 'string') return { role: speaker, content }
  if (!Array.isArray(content)) throw new Unmappable(`${at} has no text`, 'Give it a content.')
  const parts = content.map((part) => readPart(part, at))
  const text = parts.flatMap((part) => ('text' in part ? [part.text] : []))
  const media = parts.flatMap((part) => ('media' in part ? [part.media] : []))
  const firstSlot = parts.findIndex((part) => 'media' in part)
  if (firstSlot >= 0 && parts.slice(firstSlot).some((part) => 'text' in part)) {
    throw new Unmappable(`${at} has text behind its media`, 'Write the text of a message before its media.')
  }
  return { role: speaker, content: text.join('\n'), ...(media.length > 0 && { media }) }
}

type Part = { text: string } | { media: NonNullable<MessageInput['media']>[number] }

function readPart(part: Json, at: string): Part {
  if (typeof part === 'string') return { text: part }
  if (isObject(part)) {
    if ((part.type === undefined || part.type === 'text') && typeof part.text === 'string')
      return { text: part.text }
    const name = slotName(part)
    if (name !== undefined) return { media: { name, type: 'image' } }
  }
  const kind = isObject(part) ? String(part.type) : typeof part
  throw new Unmappable(
    `${at} has a part of the kind \`${kind}\`, which is neither text nor an image whose URL is one variable`,
    'Take it out: images come with the call, in a media slot.',
  )
}

/** The variable that is all of an image's URL. */
function slotName({ type, image_url: image }: JsonObject): string | undefined {
  if (type !== 'image_url') return undefined
  const url = isObject(image) ? image.url : image
  return typeof url === 'string' ? /^\{\{?\s*([\w-]+)\s*\}?\}$/.exec(url)?.[1] : undefined
}
