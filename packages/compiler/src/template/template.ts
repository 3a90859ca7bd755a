import type { Api } from '@understudy/runtime'
import type { BodyField } from '../apis/body-value.ts'
import type { TemplateNode } from '../mustache/syntax-tree.ts'

/** A value that JSON can write. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A JSON object. */
export type JsonObject = { [key: string]: Json }

/** Who speaks in a message. */
export type Role = 'system' | 'developer' | 'user' | 'assistant'

/** What a media slot takes. */
export type MediaType = 'image' | 'audio' | 'file'

/** A place for media in a message. */
export interface MediaSlot {
  name: string
  type: MediaType
}

/** A function that the model may ask to be called. */
export interface ToolSchema {
  name: string
  description?: string | undefined
  /** JSON Schema of the arguments: an object. */
  parameters: JsonObject
}

/** Whether the model may, must or must not call tools, or which one it must call. */
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string }

/** A message whose content is a template. */
export interface MessageTemplate {
  kind: 'message'
  role: Role
  /** The content as written. */
  source: string
  content: TemplateNode[]
  media: MediaSlot[]
}

/** Where the turns of the conversation so far stand. */
export interface HistoryPlaceholder {
  kind: 'history'
}

/** Partials that include themselves, by the key of the nodes that render them. */
export type Recursions = ReadonlyMap<string, TemplateNode[]>

/** A checked template: what a candidate is generated from. */
export interface Template {
  prompt: string
  environment: string
  provider: string
  api: Api
  model: string
  parameters: JsonObject
  messages: (MessageTemplate | HistoryPlaceholder)[]
  tools: ToolSchema[]
  toolChoice: ToolChoice | undefined
  /** JSON Schema of the answer. */
  output: JsonObject | undefined
  /** JSON Schema of the variables. */
  inputs: JsonObject | undefined
  recursions: Recursions
  /** `sha256:` and the hex digest of the canonical template. */
  digest: string
  /** The registry's id of the version; the beginning of the digest for a folder, which has no ids of its own. */
  version: string
}

/** A template with the request body that its candidate builds. */
export interface CompiledTemplate extends Template {
  body: BodyField[]
}
