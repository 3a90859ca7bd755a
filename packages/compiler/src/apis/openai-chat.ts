import type { MessageTemplate, Template } from '../template/template.ts'
import type { ApiDefinition } from './api-definition.ts'
import { array, type BodyField, type BodyValue, literal, object, text } from './body-value.ts'
import { schemaName } from './schema-name.ts'
import { openaiOutput, openaiTools } from './schema-rules.ts'

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export const openaiChat: ApiDefinition = {
  modelField: 'model',
  media: { image: 'url_or_data', audio: 'data', file: 'data' },
  parameters: {
    own: ['max_tokens', 'max_completion_tokens'],
    common: {
      maxTokens: { path: ['max_completion_tokens'] },
      temperature: { path: ['temperature'] },
      topP: { path: ['top_p'] },
      topK: { path: ['top_k'] },
      stop: { path: ['stop'] },
      seed: { path: ['seed'] },
      frequencyPenalty: { path: ['frequency_penalty'] },
      presencePenalty: { path: ['presence_penalty'] },
      reasoningEffort: { path: ['reasoning_effort'] },
    },
  },
  reserved: ['model', 'messages', 'stream', 'tools', 'tool_choice', 'response_format'],
  output: openaiOutput,
  tools: openaiTools,
  historyType: 'OpenAIChatMessage',
  body(template, isStrict) {
    return [
      ['messages', array(template.messages.map((m) => (m.kind === 'history' ? m : message(m))))],
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
      object({ type: literal('text'), text: text(content) }),
      ...media.map(({ name, type }): BodyValue => ({ kind: 'media', slot: name, ...parts[type] })),
    ]),
  })
}

const parts = {
  image: { helper: 'openaiChatImage', type: "{ type: 'image_url'; image_url: { url: string } }" },
  audio: {
    helper: 'openaiChatAudio',
    type: "{ type: 'input_audio'; input_audio: { data: string; format: 'wav' | 'mp3' } }",
  },
  file: { helper: 'openaiChatFile', type: "{ type: 'file'; file: { filename: string; file_data: string } }" },
}

function tools({ tools, toolChoice }: Template): BodyField[] {
  if (tools.length === 0) return []
  const list = tools.map(({ name, description, parameters }) =>
    object({
      type: literal('function'),
      function: object({
        name: literal(name),
        description: description === undefined ? undefined : literal(description),
        parameters: literal(parameters, '{ [keyword: string]: unknown }'),
      }),
    }),
  )
  const choice =
    typeof toolChoice === 'object'
      ? literal({ type: 'function', function: { name: toolChoice.name } })
      : toolChoice && literal(toolChoice)
  return [['tools', array(list)], ...(choice ? [['tool_choice', choice] satisfies BodyField] : [])]
}

function output({ output, prompt }: Template, isStrict: boolean): BodyField[] {
  if (output === undefined) return []
  return [
    [
      'response_format',
      object({
        type: literal('json_schema'),
        json_schema: object({
          name: literal(schemaName(prompt)),
          strict: literal(isStrict),
          schema: literal(output, '{ [keyword: string]: unknown }'),
        }),
      }),
    ],
  ]
}
