import type { MessageTemplate, Template } from '../template/template.ts'
import type { ApiDefinition } from './api-definition.ts'
import { array, type BodyField, type BodyValue, literal, object, text } from './body-value.ts'
import { schemaName } from './schema-name.ts'
import { openaiOutput, openaiTools } from './schema-rules.ts'

/** @see https://platform.openai.com/docs/api-reference/responses/create */
export const openaiResponses: ApiDefinition = {
  modelField: 'model',
  media: { image: 'url_or_data', file: 'url_or_data' },
  parameters: {
    common: {
      maxTokens: { path: ['max_output_tokens'] },
      temperature: { path: ['temperature'] },
      topP: { path: ['top_p'] },
      reasoningEffort: { path: ['reasoning', 'effort'] },
    },
  },
  reserved: ['model', 'input', 'instructions', 'stream', 'tools', 'tool_choice'],
  output: openaiOutput,
  tools: openaiTools,
  historyType: 'OpenAIResponsesItem',
  check({ messages }) {
    const index = messages.findIndex(
      (m) => m.kind === 'message' && m.role === 'assistant' && m.media.length > 0,
    )
    if (index < 0) return undefined
    return {
      path: ['messages', index],
      summary: 'openai.responses takes no media in a message of the assistant',
      hint: 'Move the media to a message with `role: user`.',
    }
  },
  body(template, isStrict) {
    return [
      ['input', array(template.messages.map((m) => (m.kind === 'history' ? m : message(m))))],
      ...tools(template),
      ...output(template, isStrict),
    ]
  },
}

function message({ role, content, media }: MessageTemplate): BodyValue {
  if (media.length === 0) return object({ role: literal(role), content: text(content) })
  return object({
    role: literal(role),
    content: array([
      object({ type: literal('input_text'), text: text(content) }),
      ...media.map(
        ({ name, type }): BodyValue =>
          type === 'image'
            ? {
                kind: 'media',
                slot: name,
                helper: 'openaiResponsesImage',
                type: "{ type: 'input_image'; detail: 'auto'; image_url: string }",
              }
            : {
                kind: 'media',
                slot: name,
                helper: 'openaiResponsesFile',
                type: "{ type: 'input_file'; filename?: string; file_data?: string; file_url?: string }",
              },
      ),
    ]),
  })
}

function tools({ tools, toolChoice }: Template): BodyField[] {
  if (tools.length === 0) return []
  const list = tools.map(({ name, description, parameters }) =>
    object({
      type: literal('function'),
      name: literal(name),
      description: description === undefined ? undefined : literal(description),
      parameters: literal(parameters, '{ [keyword: string]: unknown }'),
      strict: literal(false),
    }),
  )
  const choice =
    typeof toolChoice === 'object'
      ? literal({ type: 'function', name: toolChoice.name })
      : toolChoice && literal(toolChoice)
  return [['tools', array(list)], ...(choice ? [['tool_choice', choice] satisfies BodyField] : [])]
}

function output({ output, prompt }: Template, isStrict: boolean): BodyField[] {
  if (output === undefined) return []
  return [
    [
      'text',
      object({
        format: object({
          type: literal('json_schema'),
          name: literal(schemaName(prompt)),
          strict: literal(isStrict),
          schema: literal(output, '{ [keyword: string]: unknown }'),
        }),
      }),
    ],
  ]
}
