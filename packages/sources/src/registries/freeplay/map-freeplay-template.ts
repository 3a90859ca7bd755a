import type { JsonObject, MessageInput, TemplateInput, ToolInput } from '@understudy/compiler'
import { isObject } from '../common/is-object.ts'
import { Unmappable } from '../common/unmappable.ts'
import { type Api, flavors } from './flavors.ts'
import {
  type FreeplayMessage,
  type FreeplayTemplate,
  type FreeplayTool,
  freeplayMessages,
} from './freeplay-template.ts'

/** Which api templates of a flavor speak, where Freeplay's name for it does not say. */
export type FlavorApis = Readonly<Record<string, Api>>

/** The newest format of a template that is known here. */
const NEWEST_FORMAT = 3

/**
 * Writes a template of Freeplay's as one of the snapshot's.
 *
 * @throws {Unmappable} when it has something that the snapshot's format does not.
 */
export function mapFreeplayTemplate(template: FreeplayTemplate, apis: FlavorApis = {}): TemplateInput {
  const { format_version: format, metadata, output_schema: output } = template
  if (typeof format === 'number' && format > NEWEST_FORMAT) {
    throw new Unmappable(
      `the template has format ${format}, and formats up to ${NEWEST_FORMAT} are known`,
      'Update Understudy.',
    )
  }
  const { model: formerModel, ...params } = metadata.params ?? {}
  const model = metadata.model ?? formerModel
  if (typeof model !== 'string') {
    throw new Unmappable('the template has no model', 'Choose a model for the version in the registry.')
  }
  const { api, provider } = speaks(template, apis)
  const parameters = mapParameters(params, api)
  const tools = (template.tool_schema ?? []).map(mapTool)
  const schema = output ? schemaOf(output) : {}
  return {
    provider,
    api,
    model,
    ...(Object.keys(parameters).length > 0 && { parameters }),
    messages: messagesOf(template.content).map(mapMessage),
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(schema).length > 0 && { output: schema }),
  }
}

function speaks({ metadata }: FreeplayTemplate, apis: FlavorApis): { api: Api; provider: string } {
  const flavor = metadata.flavor ?? metadata.flavor_name
  if (!flavor) {
    throw new Unmappable(
      'the template has no flavor',
      'Choose a provider and a model for the version in the registry.',
    )
  }
  const known = flavors.get(flavor)
  const api = Object.hasOwn(apis, flavor) ? apis[flavor] : known?.api
  if (!api) {
    throw new Unmappable(
      `the flavor \`${flavor}\` has no wire format here`,
      `If its provider takes one of the formats that Understudy writes, say so: \`flavors: { ${flavor}: 'openai.chat' }\` among the options of the source.`,
    )
  }
  return { api, provider: metadata.provider ?? known?.provider ?? flavor }
}

/** Freeplay writes `null` for what is not set; old templates have the name of Anthropic's former api. */
function mapParameters(params: JsonObject, api: Api): JsonObject {
  const set = Object.entries(params).filter(([, value]) => value !== null)
  const isFormer = api === 'anthropic.messages' && !set.some(([name]) => name === 'max_tokens')
  return Object.fromEntries(
    set.map(([name, value]) => [isFormer && name === 'max_tokens_to_sample' ? 'max_tokens' : name, value]),
  )
}

function messagesOf(content: FreeplayTemplate['content']): FreeplayMessage[] {
  if (typeof content !== 'string') return content
  let messages: unknown
  try {
    messages = JSON.parse(content)
  } catch {
    messages = undefined
  }
  const checked = freeplayMessages.safeParse(messages)
  if (checked.success) return checked.data
  throw new Unmappable(
    'the template is a text, and no list of messages',
    'Make it a chat template in the registry: a text alone becomes one message of the user.',
  )
}

const ROLES: ReadonlyMap<string, MessageInput['role']> = new Map([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['Human', 'user'],
  ['Assistant', 'assistant'],
])

function mapMessage(message: FreeplayMessage, index: number): TemplateInput['messages'][number] {
  const { kind, role, content, media_slots: slots, tool_calls: calls } = message
  const at = `message ${index + 1}`
  if (kind === 'history') return 'history'
  if (kind) {
    throw new Unmappable(
      `${at} is a placeholder of the kind \`${kind}\``,
      'Replace it in the registry: placeholders are for history alone.',
    )
  }
  const speaker = ROLES.get(role ?? '')
  if (!speaker) {
    throw new Unmappable(
      `${at} has the role \`${role ?? ''}\``,
      'Give it one of the roles system, developer, user and assistant in the registry.',
    )
  }
  if (calls && calls.length > 0) {
    throw new Unmappable(
      `${at} has calls of tools`,
      'Remove them in the registry: calls of tools are part of a history, and not of a template.',
    )
  }
  if (typeof content !== 'string') {
    throw new Unmappable(
      `the content of ${at} is no text`,
      'Write it as text in the registry, and make a media slot of each of its media.',
    )
  }
  const media = (slots ?? []).map((slot) => mapSlot(slot, at))
  return { role: speaker, content, ...(media.length > 0 && { media }) }
}

type Slot = NonNullable<FreeplayMessage['media_slots']>[number]
type MediaSlot = NonNullable<MessageInput['media']>[number]

function mapSlot({ placeholder_name: name, type }: Slot, at: string): MediaSlot {
  if (type === 'image' || type === 'audio' || type === 'file') return { name, type }
  throw new Unmappable(
    `${at} has a media slot \`${name}\` for ${type}`,
    'Make it a slot for an image, audio or a file in the registry.',
  )
}

function mapTool({ name, description, parameters, strict }: FreeplayTool): ToolInput {
  if (strict) {
    throw new Unmappable(
      `the tool \`${name}\` is strict`,
      'Remove `strict` from the tool in the registry: not every provider can honour it.',
    )
  }
  return {
    name,
    ...(typeof description === 'string' && { description }),
    ...(parameters && { parameters }),
  }
}

/** The schema itself, also out of the wrapping that OpenAI's `response_format` has. */
function schemaOf(output: JsonObject): JsonObject {
  const { type, json_schema: wrapped } = output
  if (type !== 'json_schema' || !isObject(wrapped) || !isObject(wrapped.schema)) return output
  return wrapped.schema
}
