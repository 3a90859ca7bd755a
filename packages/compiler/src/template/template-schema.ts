import type { Api } from '@understudy/runtime'
import * as z from 'zod'
import type { Json, Role } from './template.ts'

/** A template file's content after the schema's check. */
export interface TemplateDocument {
  provider: string
  api?: Api | undefined
  model: string
  parameters: { [name: string]: Json }
  messages: ('history' | MessageDocument)[]
}

/** A message as a template file writes it. */
export interface MessageDocument {
  role: Role
  content: string
}

const message: z.ZodType<MessageDocument> = z
  .strictObject({
    role: z
      .enum(['system', 'developer', 'user', 'assistant'])
      .describe('Who speaks. A role never comes from a value.'),
    content: z.string().describe('A mustache template. Values are inserted as they are, without escaping.'),
  })
  .describe('A message of the prompt.')

const history: z.ZodType<'history'> = z
  .literal('history')
  .describe('The history placeholder: the turns of the conversation so far stand here.')

/** The YAML format of one version of a prompt: template and model config. */
export const templateSchema: z.ZodType<TemplateDocument> = z
  .strictObject({
    provider: z
      .string()
      .min(1)
      .describe('The provider, for instance `openai`. The client has an adapter for each provider.'),
    api: z
      .enum(['openai.chat', 'anthropic.messages'])
      .optional()
      .describe(
        'The wire format of the request. Follows from the provider if it is `openai` or `anthropic`.',
      ),
    model: z.string().min(1).describe("The provider's id of the model."),
    parameters: z
      .record(z.string(), z.json())
      .default({})
      .describe('Model parameters, as the provider names them, for instance `max_tokens`.'),
    messages: z
      .array(z.union([history, message]))
      .min(1)
      .describe('The messages in order.'),
  })
  .describe('One version of a prompt for Understudy: its template and model config.')
