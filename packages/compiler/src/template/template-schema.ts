import type { Api } from '@understudy/runtime'
import * as z from 'zod'
import type { Json, JsonObject, MediaSlot, Role, ToolChoice, ToolSchema } from './template.ts'

/** A template file's content after the schema's check. */
export interface TemplateDocument {
  provider: string
  api?: Api | undefined
  model: string
  parameters: JsonObject
  messages: ('history' | MessageDocument)[]
  tools: ToolSchema[]
  tool_choice?: ToolChoice | undefined
  output?: JsonObject | undefined
  inputs?: JsonObject | undefined
}

/** A message as a template file writes it. */
export interface MessageDocument {
  role: Role
  content: string
  media: MediaSlot[]
}

/** A template file's content as one writes it: what has a default may be left out. */
export interface TemplateInput {
  provider: string
  api?: Api | undefined
  model: string
  parameters?: JsonObject | undefined
  messages: readonly ('history' | MessageInput)[]
  tools?: readonly ToolInput[] | undefined
  tool_choice?: ToolChoice | undefined
  output?: JsonObject | undefined
  inputs?: JsonObject | undefined
}

/** A message as one writes it. */
export interface MessageInput {
  role: Role
  content: string
  media?: readonly MediaSlot[] | undefined
}

/** A tool as one writes it. */
export interface ToolInput {
  name: string
  description?: string | undefined
  parameters?: JsonObject | undefined
}

const toolName = /^[a-zA-Z0-9_-]{1,64}$/

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json() as z.ZodType<Json>)

const mediaSlot: z.ZodType<MediaSlot> = z
  .strictObject({
    name: z.string().min(1).describe('What the call names the media by.'),
    type: z.enum(['image', 'audio', 'file']).describe('What the slot takes.'),
  })
  .describe('A place for media: it stands behind the text of its message.')

const message: z.ZodType<MessageDocument> = z
  .strictObject({
    role: z
      .enum(['system', 'developer', 'user', 'assistant'])
      .describe('Who speaks. A role never comes from a value.'),
    content: z.string().describe('A mustache template. Values are inserted as they are, without escaping.'),
    media: z.array(mediaSlot).default([]).describe('Media slots, for messages of the user.'),
  })
  .describe('A message of the prompt.')

const history: z.ZodType<'history'> = z
  .literal('history')
  .describe('The history placeholder: the turns of the conversation so far stand here.')

const tool: z.ZodType<ToolSchema> = z
  .strictObject({
    name: z.string().regex(toolName).describe('Letters, digits, `_` and `-`, at most 64.'),
    description: z.string().optional().describe('Tells the model when and how to use it.'),
    parameters: jsonObject
      .default({ type: 'object', properties: {} })
      .describe('JSON Schema of the arguments, with `type: object`.'),
  })
  .describe('A function that the model may ask to be called.')

/** The YAML format of one version of a prompt: template and model config. */
export const templateSchema: z.ZodType<TemplateDocument> = z
  .strictObject({
    provider: z
      .string()
      .min(1)
      .describe('The provider, for instance `openai`. The client has an adapter for each provider.'),
    api: z
      .enum([
        'openai.chat',
        'openai.responses',
        'anthropic.messages',
        'google.generateContent',
        'bedrock.converse',
      ])
      .optional()
      .describe(
        'The wire format of the request. Follows from the provider if that is `openai`, `anthropic`, `google` or `bedrock`.',
      ),
    model: z.string().min(1).describe("The provider's id of the model."),
    parameters: jsonObject
      .default({})
      .describe(
        'Model parameters, for instance `max_tokens`. Those that other apis know under other names are translated.',
      ),
    messages: z
      .array(z.union([history, message]))
      .min(1)
      .describe('The messages in order.'),
    tools: z.array(tool).default([]).describe('The tools that the model may ask for.'),
    tool_choice: z
      .union([
        z.enum(['auto', 'none', 'required']),
        z.strictObject({ name: z.string().describe('The one tool that the model must call.') }),
      ])
      .optional()
      .describe('Whether the model may, must or must not call tools, or which one it must call.'),
    output: jsonObject
      .optional()
      .describe('JSON Schema of the answer: the answer is checked, and typed as `data`.'),
    inputs: jsonObject
      .optional()
      .describe('JSON Schema of the variables. Without it their types are inferred from the template.'),
  })
  .describe('One version of a prompt for Understudy: its template and model config.')
