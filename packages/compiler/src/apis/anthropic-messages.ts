import type { MessageTemplate, Template } from '../template/template.ts'
import type { ApiDefinition } from './api-definition.ts'
import { array, type BodyField, type BodyValue, literal, object, text } from './body-value.ts'
import { needsMessage } from './needs-message.ts'
import { anthropicOutput, anthropicTools } from './schema-rules.ts'
import { separateSystem } from './system-text.ts'
import { writeList } from './write-list.ts'

/**
 * System text stands apart from the messages here. One system message is written as a string, several
 * as blocks, so that none is lost.
 *
 * @see https://docs.anthropic.com/en/api/messages
 */
export const anthropicMessages: ApiDefinition = {
  modelField: 'model',
  media: { image: 'url_or_data', file: 'url_or_data' },
  parameters: {
    common: {
      maxTokens: { path: ['max_tokens'] },
      temperature: { path: ['temperature'] },
      topP: { path: ['top_p'] },
      topK: { path: ['top_k'] },
      stop: { path: ['stop_sequences'], write: writeList },
      reasoningEffort: { path: ['output_config', 'effort'], refuses: ['none', 'minimal'] },
    },
  },
  reserved: ['model', 'messages', 'system', 'stream', 'tools', 'tool_choice'],
  output: anthropicOutput,
  tools: anthropicTools,
  historyType: 'AnthropicMessage',
  check(template) {
    const maxTokens = [
      'max_tokens',
      'max_completion_tokens',
      'max_output_tokens',
      'maxTokens',
      'maxOutputTokens',
    ]
    if (!maxTokens.some((name) => typeof template.parameters[name] === 'number')) {
      return {
        path: ['parameters'],
        summary: 'anthropic.messages requires the parameter `max_tokens`',
        hint: 'Add `max_tokens:` with a number under `parameters:`.',
      }
    }
    return needsMessage(template)
  },
  body(template) {
    const { system, rest } = separateSystem(template)
    return [
      ...(system.length > 0 ? [['system', systemText(system)] satisfies BodyField] : []),
      ['messages', array(rest.map((m) => (m.kind === 'history' ? m : message(m))))],
      ...tools(template),
      ...output(template),
    ]
  },
}

function systemText(messages: readonly MessageTemplate[]): BodyValue {
  const [first, ...others] = messages.map(({ content }) => text(content))
  if (first && others.length === 0) return first
  return array(messages.map(({ content }) => object({ type: literal('text'), text: text(content) })))
}

function message({ role, content, media }: MessageTemplate): BodyValue {
  if (media.length === 0) return object({ role: literal(role), content: text(content) })
  return object({
    role: literal(role),
    content: array([
      object({ type: literal('text'), text: text(content) }),
      ...media.map(
        ({ name, type }): BodyValue =>
          type === 'image'
            ? { kind: 'media', slot: name, helper: 'anthropicImage', type: imageType }
            : { kind: 'media', slot: name, helper: 'anthropicDocument', type: documentType },
      ),
    ]),
  })
}

const imageType =
  "{ type: 'image'; source: { type: 'url'; url: string } | { type: 'base64'; media_type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'; data: string } }"
const documentType =
  "{ type: 'document'; title?: string; source: { type: 'url'; url: string } | { type: 'base64'; media_type: 'application/pdf'; data: string } }"

function tools({ tools, toolChoice }: Template): BodyField[] {
  if (tools.length === 0) return []
  const list = tools.map(({ name, description, parameters }) =>
    object({
      name: literal(name),
      description: description === undefined ? undefined : literal(description),
      input_schema: literal(parameters, "{ type: 'object'; [keyword: string]: unknown }"),
    }),
  )
  const choice =
    typeof toolChoice === 'object'
      ? literal({ type: 'tool', name: toolChoice.name })
      : toolChoice && literal({ type: toolChoice === 'required' ? 'any' : toolChoice })
  return [['tools', array(list)], ...(choice ? [['tool_choice', choice] satisfies BodyField] : [])]
}

function output({ output }: Template): BodyField[] {
  if (output === undefined) return []
  return [
    [
      'output_config',
      object({
        format: object({
          type: literal('json_schema'),
          schema: literal(output, '{ [keyword: string]: unknown }'),
        }),
      }),
    ],
  ]
}
