import { escapePointer } from '../json-schema/json-pointer.ts'
import type { Json, JsonObject, Template } from '../template/template.ts'
import type { ApiDefinition, ApiObjection } from './api-definition.ts'
import { type BodyField, type BodyValue, literal } from './body-value.ts'
import { checkTools } from './check-tools.ts'
import { fitOutput, type SchemaObjection } from './fit-output.ts'
import { translateParameters } from './translate-parameters.ts'

/** A template's whole request body for its api, or what the api cannot carry. */
export function buildBody(template: Template, api: ApiDefinition): BodyField[] | ApiObjection {
  const objection =
    checkReserved(template, api) ??
    checkMedia(template, api) ??
    (api.tools && checkTools(template, api.tools)) ??
    api.check?.(template)
  if (objection) return objection
  const output = chooseOutput(template, api)
  if ('path' in output) return output
  const parameters = translateParameters(template.parameters, api.parameters)
  if (!Array.isArray(parameters)) return parameters
  const fields: BodyField[] = [[api.modelField, literal(template.model)]]
  for (const { path, value, type } of parameters) fields.push(nest(path, literal(value, type)))
  fields.push(...api.body({ ...template, output: output.schema }, output.isStrict))
  return mergeFields(fields, [])
}

/** The output schema as the api takes it, by the first of its rules that the schema can keep to. */
function chooseOutput(
  { output, api: name }: Template,
  api: ApiDefinition,
): { schema: JsonObject | undefined; isStrict: boolean } | ApiObjection {
  if (output === undefined) return { schema: undefined, isStrict: false }
  let objection: SchemaObjection | undefined
  for (const rules of api.output) {
    const fitted = fitOutput(output, rules)
    if ('schema' in fitted) return { schema: fitted.schema, isStrict: rules.strict ?? false }
    objection = fitted.objection
  }
  const { path = [], summary = '', hint = '' } = objection ?? {}
  const at = path.length > 0 ? `, at \`#/${path.map((key) => escapePointer(String(key))).join('/')}\`` : ''
  return { path: ['output', ...path], summary: `${name} refuses this output schema: ${summary}${at}`, hint }
}

function checkReserved({ parameters }: Template, { reserved }: ApiDefinition): ApiObjection | undefined {
  const name = Object.keys(parameters).find((key) => reserved.includes(key))
  if (name === undefined) return undefined
  return {
    path: ['parameters', name],
    summary: `\`parameters.${name}\` would overwrite a part of the request that Understudy writes`,
    hint:
      name === 'stream'
        ? 'Remove it: whether an answer is streamed is the choice of the call, run or stream.'
        : "Remove it: it comes from the template's own keys.",
  }
}

function checkMedia({ messages, api }: Template, { media }: ApiDefinition): ApiObjection | undefined {
  for (const [i, message] of messages.entries()) {
    if (message.kind === 'history') continue
    const slot = message.media.findIndex(({ type }) => media[type] === undefined)
    const type = message.media[slot]?.type
    if (type === undefined) continue
    return {
      path: ['messages', i, 'media', slot, 'type'],
      summary: `${api} takes no ${type}`,
      hint: `It takes ${Object.keys(media).join(' and ')}. Use another api for this environment, or remove the slot.`,
    }
  }
  return undefined
}

function nest(path: readonly string[], value: BodyValue): BodyField {
  const [first = '', ...rest] = path
  return [first, rest.length === 0 ? value : { kind: 'object', fields: [nest(rest, value)] }]
}

/** Merges the objects of fields with equal names, each in the place of the first. */
function mergeFields(fields: readonly BodyField[], path: readonly string[]): BodyField[] | ApiObjection {
  const merged: BodyField[] = []
  for (const [name, value] of fields) {
    const index = merged.findIndex(([other]) => other === name)
    const rival = merged[index]?.[1]
    if (!rival) {
      merged.push([name, value])
      continue
    }
    const [one, two] = [fieldsOf(rival), fieldsOf(value)]
    if (!one || !two) return conflict([...path, name])
    const both = mergeFields([...one, ...two], [...path, name])
    if (!Array.isArray(both)) return both
    merged[index] = [name, { kind: 'object', fields: both }]
  }
  return merged
}

function fieldsOf(value: BodyValue): readonly BodyField[] | undefined {
  if (value.kind === 'object') return value.fields
  if (value.kind !== 'literal' || value.value === null || typeof value.value !== 'object') return undefined
  if (Array.isArray(value.value)) return undefined
  return Object.entries(value.value).map(([name, part]: [string, Json]): BodyField => [name, literal(part)])
}

function conflict(path: readonly string[]): ApiObjection {
  return {
    path: ['parameters', path[0] ?? ''],
    summary: `\`${path.join('.')}\` of the request is given twice: by \`parameters\` and by another key of the template`,
    hint: 'Keep one of them.',
  }
}
