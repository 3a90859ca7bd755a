import type { Json, JsonObject, TemplateInput, ToolInput } from '@understudy/compiler'
import { isObject } from './is-object.ts'
import { Unmappable } from './unmappable.ts'

/** What a registry's settings of a model give a template. */
export type MappedSettings = Pick<TemplateInput, 'parameters' | 'tools' | 'tool_choice' | 'output'>

/** What says how an answer is delivered, and not what it is: that is the runtime's. */
const DELIVERY: readonly string[] = ['stream', 'stream_options', 'streaming']

/**
 * Reads settings of a model, in the form that registries share with the apis of OpenAI or Anthropic: `tools`,
 * `tool_choice` and `response_format` become the template's, all else its parameters.
 *
 * @throws {Unmappable} for tools and formats of a kind that templates do not have.
 */
export function mapSettings(settings: JsonObject): MappedSettings {
  const { tools, tool_choice: choice, response_format: format, ...others } = settings
  const isJson = isObject(format) && format.type === 'json_object'
  const parameters = Object.fromEntries(
    Object.entries(isJson ? { ...others, response_format: format } : others).filter(
      ([name, value]) => value !== null && !DELIVERY.includes(name),
    ),
  )
  const list = tools === undefined || tools === null ? [] : Array.isArray(tools) ? tools : [tools]
  const toolChoice = mapToolChoice(choice)
  const output = isJson ? undefined : mapFormat(format)
  return {
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(list.length > 0 && { tools: list.map(mapTool) }),
    ...(toolChoice !== undefined && list.length > 0 && { tool_choice: toolChoice }),
    ...(output && { output }),
  }
}

function mapTool(tool: Json): ToolInput {
  const inner = isObject(tool) && isObject(tool.function) ? tool.function : tool
  if (!isObject(inner) || typeof inner.name !== 'string') {
    throw new Unmappable(
      `a tool is no function (${isObject(tool) ? String(tool.type ?? 'no type') : typeof tool})`,
      'Tools of a template are functions with a name and a JSON Schema of their arguments.',
    )
  }
  const { name, description } = inner
  const parameters = inner.parameters ?? inner.input_schema
  return {
    name,
    ...(typeof description === 'string' && description !== '' && { description }),
    ...(isObject(parameters) && Object.keys(parameters).length > 0 && { parameters }),
  }
}

function mapToolChoice(choice: Json | undefined): TemplateInput['tool_choice'] {
  if (choice === undefined || choice === null) return undefined
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  if (choice === 'any') return 'required'
  if (isObject(choice)) {
    const name = isObject(choice.function) ? choice.function.name : choice.name
    if (typeof name === 'string') return { name }
    if (choice.type !== undefined && typeof choice.type === 'string') return mapToolChoice(choice.type)
  }
  throw new Unmappable(
    `the choice of tools is ${JSON.stringify(choice)}`,
    'Make it "auto", "none", "required", or name one function.',
  )
}

/** The schema of the answer; `text` is no schema. */
function mapFormat(format: Json | undefined): JsonObject | undefined {
  if (format === undefined || format === null || format === 'text') return undefined
  if (isObject(format)) {
    if (format.type === 'text') return undefined
    const { json_schema: wrapped = format } = format
    if (format.type === 'json_schema' && isObject(wrapped) && isObject(wrapped.schema)) return wrapped.schema
  }
  throw new Unmappable(
    `the format of the answer is ${JSON.stringify(format).slice(0, 80)}`,
    'Give it a JSON Schema: `{ "type": "json_schema", "json_schema": { "name": …, "schema": … } }`.',
  )
}
