import { Buffer } from 'node:buffer'
import type { Media } from '@understudy/runtime'
import { apis } from '../apis/apis.ts'
import type { BuildError } from '../build-error.ts'
import { compilePrompt, type PromptOptions } from '../compile-prompt.ts'
import { sampleValue } from '../json-schema/sample-value.ts'
import type { ArrangedPrompt } from '../project/arrange-prompts.ts'
import { readTemplate } from '../template/read-template.ts'
import type { CompiledTemplate, Json, JsonObject, MediaSlot, MediaType } from '../template/template.ts'
import { inferVariables } from '../variables/infer-variables.ts'
import { placeholder, sampleVariables } from '../variables/sample-variables.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { InspectedCandidate, InspectedPrompt } from './inspection.ts'
import { runModule } from './run-module.ts'

/** As much of a generated prompt as is called here. */
interface GeneratedPrompt {
  candidates: {
    [environment: string]: { request(variables: object, options: object): object }
  }
}

/**
 * Compiles one prompt, runs the generated module with sample variables, and shows the requests that it builds.
 *
 * @returns The problems instead, when a file has any.
 */
export async function inspectPrompt(
  prompt: ArrangedPrompt,
  options: PromptOptions,
  given: JsonObject = {},
): Promise<InspectedPrompt | BuildError[]> {
  const compiled = compilePrompt(prompt, options)
  if (Array.isArray(compiled)) return compiled
  const chain = prompt.files.map((file) => ({
    file: file.file,
    template: readTemplate(file, options.partials),
  }))
  const variables = { ...sample(chain.map(({ template }) => template)), ...given }
  const module: { [name: string]: GeneratedPrompt } = { ...(await runModule(compiled.js)) }
  const candidates = chain.map(({ file, template }): InspectedCandidate => {
    const { environment, provider, api, model, version, digest } = template
    const media = slotsOf(template)
    const history = template.messages.some(({ kind }) => kind === 'history')
    const { request, problem } = render(module[compiled.identifier], template, variables)
    const text = request === undefined ? '' : JSON.stringify(request)
    return {
      ...{ environment, file, provider, api, model, version, digest, history, media, request, problem },
      characters: text.length,
      tokens: estimateTokens(text),
    }
  })
  return { name: prompt.name, variables, candidates }
}

function sample(chain: readonly CompiledTemplate[]): JsonObject {
  const inferred = sampleVariables(
    inferVariables(
      chain
        .filter(({ inputs }) => inputs === undefined)
        .map(({ messages, recursions }) => ({
          nodes: messages.flatMap((message) => (message.kind === 'message' ? message.content : [])),
          recursions,
        })),
    ),
  )
  return chain.reduce((variables, { inputs }) => merge(variables, inputs && sampleValue(inputs)), inferred)
}

/** What both ask for, in one value; what the second says of a text counts. */
function merge(one: JsonObject, two: Json | undefined): JsonObject {
  if (!isObject(two)) return one
  const merged = new Map(Object.entries(one))
  for (const [name, value] of Object.entries(two)) {
    const before = merged.get(name)
    merged.set(name, isObject(before) ? merge(before, value) : value)
  }
  return Object.fromEntries(merged)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function render(
  prompt: GeneratedPrompt | undefined,
  template: CompiledTemplate,
  variables: JsonObject,
): Pick<InspectedCandidate, 'request' | 'problem'> {
  const history = [{ role: 'user', content: placeholder('history') }]
  const media = Object.fromEntries(
    slotsOf(template).map((slot) => [slot.name, mediaPlaceholder(template, slot)]),
  )
  const options = { history, media }
  try {
    const body = prompt?.candidates[template.environment]?.request(variables, options)
    return { request: JSON.parse(JSON.stringify(body, showBytes)), problem: undefined }
  } catch (error) {
    return { request: undefined, problem: error instanceof Error ? error.message : String(error) }
  }
}

function slotsOf({ messages }: CompiledTemplate): MediaSlot[] {
  return messages.flatMap((message) => (message.kind === 'message' ? message.media : []))
}

const MEDIA_TYPES: Record<MediaType, string> = {
  image: 'image/png',
  audio: 'audio/wav',
  file: 'application/pdf',
}

function mediaPlaceholder({ api }: CompiledTemplate, { name, type }: MediaSlot): Media {
  if (apis[api].media[type] === 'url_or_data') return { url: placeholder(name) }
  return { data: Buffer.from(placeholder(name)).toString('base64'), mediaType: MEDIA_TYPES[type] }
}

/** Bytes, which JSON cannot write. */
function showBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `‹${value.length} bytes›` : value
}
