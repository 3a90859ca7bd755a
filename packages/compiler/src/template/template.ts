import type { Api } from '@understudy/runtime'
import type { TemplateNode } from '../mustache/syntax-tree.ts'

/** A value that JSON can write. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Who speaks in a message. */
export type Role = 'system' | 'developer' | 'user' | 'assistant'

/** A message whose content is a template. */
export interface MessageTemplate {
  kind: 'message'
  role: Role
  /** The content as written. */
  source: string
  content: TemplateNode[]
}

/** Partials that include themselves, by the key of the nodes that render them. */
export type Recursions = ReadonlyMap<string, TemplateNode[]>

/** Where the turns of the conversation so far stand. */
export interface HistoryPlaceholder {
  kind: 'history'
}

/** A checked template: what a candidate is generated from. */
export interface Template {
  prompt: string
  environment: string
  /** The file as the user would name it. */
  file: string
  provider: string
  api: Api
  model: string
  parameters: { [name: string]: Json }
  messages: (MessageTemplate | HistoryPlaceholder)[]
  recursions: Recursions
  /** `sha256:` and the hex digest of the canonical template. */
  digest: string
  /** The beginning of the digest; a folder has no version ids of its own. */
  version: string
}
