import type { MessageTemplate, Template } from '../template/template.ts'
import type { ApiDefinition } from './api-definition.ts'
import { array, type BodyField, type BodyValue, literal, object, text } from './body-value.ts'
import { needsMessage } from './needs-message.ts'
import { schemaName } from './schema-name.ts'
import { anthropicOutput } from './schema-rules.ts'
import { separateSystem } from './system-text.ts'
import { writeList } from './write-list.ts'

/**
 * The body is the input of the official SDK's `ConverseCommand`. Parameters that Converse does not know
 * go to the model as `additionalModelRequestFields`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export const bedrockConverse: ApiDefinition = {
  modelField: 'modelId',
  media: { image: 'data', audio: 'data', file: 'data' },
  parameters: {
    own: [
      'inferenceConfig',
      'guardrailConfig',
      'additionalModelRequestFields',
      'additionalModelResponseFieldPaths',
      'promptVariables',
      'requestMetadata',
      'performanceConfig',
      'serviceTier',
    ],
    others: 'additionalModelRequestFields',
    common: {
      maxTokens: { path: ['inferenceConfig', 'maxTokens'] },
      temperature: { path: ['inferenceConfig', 'temperature'] },
      topP: { path: ['inferenceConfig', 'topP'] },
      stop: { path: ['inferenceConfig', 'stopSequences'], write: writeList },
      reasoningEffort: { path: ['outputConfig', 'effort'], refuses: ['none', 'minimal'] },
    },
  },
  reserved: ['modelId', 'messages', 'system', 'toolConfig'],
  output: anthropicOutput,
  historyType: 'BedrockMessage',
  check(template) {
    if (template.toolChoice === 'none') {
      return {
        path: ['tool_choice'],
        summary: 'bedrock.converse cannot forbid tools that it is given',
        hint: 'Remove `tools` from this template, or use `tool_choice: auto`.',
      }
    }
    return needsMessage(template)
  },
  body(template) {
    const { system, rest } = separateSystem(template)
    const messages = rest.map((m) => (m.kind === 'history' ? { ...m, helper: 'bedrockTurn' } : message(m)))
    return [
      ...(system.length > 0
        ? [
            [
              'system',
              array(system.map(({ content }) => object({ text: text(content) }))),
            ] satisfies BodyField,
          ]
        : []),
      ['messages', array(messages)],
      ...tools(template),
      ...output(template),
    ]
  },
}

function message({ role, content, media }: MessageTemplate): BodyValue {
  return object({
    role: literal(role),
    content: array([
      object({ text: text(content) }),
      ...media.map(({ name, type }): BodyValue => ({ kind: 'media', slot: name, ...parts[type] })),
    ]),
  })
}

const parts = {
  image: {
    helper: 'bedrockImage',
    type: "{ image: { format: 'png' | 'jpeg' | 'gif' | 'webp'; source: { bytes: Uint8Array } } }",
  },
  audio: {
    helper: 'bedrockAudio',
    type: "{ audio: { format: 'mp3' | 'wav' | 'ogg' | 'flac' | 'aac' | 'webm'; source: { bytes: Uint8Array } } }",
  },
  file: {
    helper: 'bedrockDocument',
    type: "{ document: { format: 'pdf' | 'csv' | 'doc' | 'docx' | 'xls' | 'xlsx' | 'html' | 'txt' | 'md'; name: string; source: { bytes: Uint8Array } } }",
  },
}

function tools({ tools, toolChoice }: Template): BodyField[] {
  if (tools.length === 0) return []
  const list = tools.map(({ name, description, parameters }) =>
    object({
      toolSpec: object({
        name: literal(name),
        description: description === undefined ? undefined : literal(description),
        inputSchema: object({ json: literal(parameters, 'any') }),
      }),
    }),
  )
  const choice =
    typeof toolChoice === 'object'
      ? literal({ tool: { name: toolChoice.name } })
      : toolChoice && literal(toolChoice === 'required' ? { any: {} } : { auto: {} })
  return [['toolConfig', object({ tools: array(list), toolChoice: choice })]]
}

function output({ output, prompt }: Template): BodyField[] {
  if (output === undefined) return []
  const jsonSchema = object({
    name: literal(schemaName(prompt)),
    schema: literal(JSON.stringify(output), 'string'),
  })
  const textFormat = object({ type: literal('json_schema'), structure: object({ jsonSchema }) })
  return [['outputConfig', object({ textFormat })]]
}
