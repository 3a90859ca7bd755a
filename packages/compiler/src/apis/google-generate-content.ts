import type { Json, MessageTemplate, Template } from '../template/template.ts'
import type { ApiDefinition } from './api-definition.ts'
import { array, type BodyField, type BodyValue, literal, object, text } from './body-value.ts'
import { needsMessage } from './needs-message.ts'
import { googleOutput, googleTools } from './schema-rules.ts'
import { separateSystem } from './system-text.ts'
import { writeList } from './write-list.ts'

/**
 * The body is what the official SDK's `models.generateContent` takes. Fields that it declares as an enum
 * are declared as `any` here, since no literal is assignable to an enum.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export const googleGenerateContent: ApiDefinition = {
  modelField: 'model',
  media: { image: 'data', audio: 'data', file: 'data' },
  parameters: {
    others: 'config',
    common: {
      maxTokens: { path: ['config', 'maxOutputTokens'] },
      temperature: { path: ['config', 'temperature'] },
      topP: { path: ['config', 'topP'] },
      topK: { path: ['config', 'topK'] },
      stop: { path: ['config', 'stopSequences'], write: writeList },
      seed: { path: ['config', 'seed'] },
      frequencyPenalty: { path: ['config', 'frequencyPenalty'] },
      presencePenalty: { path: ['config', 'presencePenalty'] },
      reasoningEffort: {
        path: ['config', 'thinkingConfig', 'thinkingLevel'],
        write: upperCase,
        type: 'any',
        refuses: ['none', 'xhigh', 'max'],
      },
    },
  },
  reserved: [
    'model',
    'contents',
    'config',
    'systemInstruction',
    'tools',
    'toolConfig',
    'responseMimeType',
    'responseSchema',
    'responseJsonSchema',
  ],
  output: googleOutput,
  tools: googleTools,
  historyType: 'GoogleContent',
  check: needsMessage,
  body(template) {
    const { system, rest } = separateSystem(template)
    const config = [...systemInstruction(system), ...tools(template), ...output(template)]
    const contents = rest.map((m) => (m.kind === 'history' ? { ...m, helper: 'googleTurn' } : message(m)))
    return [
      ['contents', array(contents)],
      ...(config.length > 0 ? [['config', { kind: 'object', fields: config }] satisfies BodyField] : []),
    ]
  },
}

function upperCase(value: Json): Json {
  return typeof value === 'string' ? value.toUpperCase() : value
}

function systemInstruction(messages: readonly MessageTemplate[]): BodyField[] {
  const [first, ...others] = messages.map(({ content }) => text(content))
  if (!first) return []
  if (others.length === 0) return [['systemInstruction', first]]
  return [
    [
      'systemInstruction',
      object({ parts: array(messages.map(({ content }) => object({ text: text(content) }))) }),
    ],
  ]
}

function message({ role, content, media }: MessageTemplate): BodyValue {
  return object({
    role: literal(role === 'assistant' ? 'model' : 'user'),
    parts: array([
      object({ text: text(content) }),
      ...media.map(
        ({ name }): BodyValue => ({
          kind: 'media',
          slot: name,
          helper: 'googleMedia',
          type: '{ inlineData: { mimeType: string; data: string } }',
        }),
      ),
    ]),
  })
}

function tools({ tools, toolChoice }: Template): BodyField[] {
  if (tools.length === 0) return []
  const declarations = tools.map(({ name, description, parameters }) =>
    object({
      name: literal(name),
      description: description === undefined ? undefined : literal(description),
      parametersJsonSchema: literal(parameters, '{ [keyword: string]: unknown }'),
    }),
  )
  const fields: BodyField[] = [['tools', array([object({ functionDeclarations: array(declarations) })])]]
  if (toolChoice === undefined) return fields
  const isNamed = typeof toolChoice === 'object'
  const mode = { auto: 'AUTO', none: 'NONE', required: 'ANY' }[isNamed ? 'required' : toolChoice]
  const calling = object({
    mode: literal(mode, 'any'),
    allowedFunctionNames: isNamed ? array([literal(toolChoice.name)]) : undefined,
  })
  return [...fields, ['toolConfig', object({ functionCallingConfig: calling })]]
}

function output({ output }: Template): BodyField[] {
  if (output === undefined) return []
  return [
    ['responseMimeType', literal('application/json')],
    ['responseJsonSchema', literal(output, '{ [keyword: string]: unknown }')],
  ]
}
