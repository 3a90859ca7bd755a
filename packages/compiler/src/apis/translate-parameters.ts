import type { Json } from '../template/template.ts'
import type { ApiObjection } from './api-definition.ts'

/** Parameters that mean the same in every api under different names. */
export type CommonParameter =
  | 'maxTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'stop'
  | 'seed'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'reasoningEffort'

/** Where an api has a parameter: a path into the request body, and how it writes the value. */
export interface ParameterTarget {
  path: readonly string[]
  write?: (value: Json) => Json
  /** The declared type, where the literal's own will not do. */
  type?: string
  /**
   * Values that other apis know, and this one refuses. What no api is known to have passes: providers add values at any
   * time.
   */
  refuses?: readonly string[]
}

/** Where an api has the common parameters, and where it takes those that it does not know by name. */
export interface ParameterNames {
  common: { [name in CommonParameter]?: ParameterTarget }
  /** Names that stand at the top of the body as they are. @default [] */
  own?: readonly string[]
  /** The field that takes all other parameters. @default the top of the body */
  others?: string
}

const aliases: { [name in CommonParameter]: readonly string[] } = {
  maxTokens: ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'maxTokens', 'maxOutputTokens'],
  temperature: ['temperature'],
  topP: ['top_p', 'topP'],
  topK: ['top_k', 'topK'],
  stop: ['stop', 'stop_sequences', 'stopSequences'],
  seed: ['seed'],
  frequencyPenalty: ['frequency_penalty', 'frequencyPenalty'],
  presencePenalty: ['presence_penalty', 'presencePenalty'],
  reasoningEffort: ['reasoning_effort', 'reasoningEffort'],
}

const commonNames: ReadonlyMap<string, CommonParameter> = new Map(
  Object.entries(aliases).flatMap(([common, names]) =>
    names.map((name) => [name, common as CommonParameter] as const),
  ),
)

/** A parameter as it stands in the request body. */
export interface PlacedParameter {
  path: readonly string[]
  value: Json
  type?: string
}

/**
 * Places a template's parameters in the request body of an api: those with other names in other apis
 * under this api's name, all others as they are.
 */
export function translateParameters(
  parameters: { readonly [name: string]: Json },
  names: ParameterNames,
): PlacedParameter[] | ApiObjection {
  const placed = new Map<string, { from: string; parameter: PlacedParameter }>()
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = place(name, value, names)
    if (!parameter) return notCarried(name)
    if (isRefused(name, value, names)) return valueRefused(name, String(value))
    const key = JSON.stringify(parameter.path)
    const rival = placed.get(key)
    if (rival) return givenTwice(name, rival.from)
    placed.set(key, { from: name, parameter })
  }
  return [...placed.values()].map(({ parameter }) => parameter)
}

function place(
  name: string,
  value: Json,
  { own, common, others }: ParameterNames,
): PlacedParameter | undefined {
  if (own?.includes(name)) return { path: [name], value }
  const meaning = commonNames.get(name)
  const target = meaning && common[meaning]
  if (target) {
    const { path, write, type } = target
    return { path, value: write ? write(value) : value, ...(type === undefined ? {} : { type }) }
  }
  if (others !== undefined) return { path: [others, name], value }
  return meaning ? undefined : { path: [name], value }
}

function isRefused(name: string, value: Json, { own, common }: ParameterNames): boolean {
  const meaning = own?.includes(name) ? undefined : commonNames.get(name)
  const refuses = meaning && common[meaning]?.refuses
  return typeof value === 'string' && refuses?.includes(value) === true
}

function valueRefused(name: string, value: string): ApiObjection {
  return {
    path: ['parameters', name],
    summary: `this api has no \`${name}\` of \`${value}\``,
    hint: 'Use another value, or remove it for this environment.',
  }
}

function notCarried(name: string): ApiObjection {
  return {
    path: ['parameters', name],
    summary: `this api has no parameter like \`${name}\``,
    hint: 'Remove it, or use another api for this environment.',
  }
}

function givenTwice(name: string, other: string): ApiObjection {
  return {
    path: ['parameters', name],
    summary: `\`${name}\` and \`${other}\` are the same parameter of this api`,
    hint: 'Keep one of them.',
  }
}
