import type { Json, JsonObject, TemplateInput } from '@understudy/compiler'
import { load, YAMLException } from 'js-yaml'
import { z } from 'zod'
import { inputsOf } from '../../syntax/converted.ts'
import { ForeignVariables } from '../../syntax/foreign-variables.ts'
import { isObject } from '../common/is-object.ts'
import { knownProvider } from '../common/known-provider.ts'
import type { Providers } from '../common/map-registry-template.ts'
import { mapSettings } from '../common/map-settings.ts'
import { Unmappable } from '../common/unmappable.ts'
import { readPicoschema } from './picoschema.ts'
import { readMessages } from './read-messages.ts'

/** What stands before a template, between lines of three dashes. */
const frontMatter = /^---[^\S\n]*\n([\s\S]*?)\n---[^\S\n]*\n([\s\S]*)$/

const metadata = z.looseObject({
  model: z.string().optional(),
  config: z.json().optional(),
  input: z.looseObject({ schema: z.json().optional() }).optional(),
  output: z.looseObject({ format: z.string().optional(), schema: z.json().optional() }).optional(),
  tools: z.array(z.json()).optional(),
})

/** How Genkit writes parameters that the apis know under other names. */
const PARAMETERS: Readonly<Record<string, string>> = {
  maxOutputTokens: 'max_tokens',
  stopSequences: 'stop_sequences',
  topP: 'top_p',
  topK: 'top_k',
}

/** The template of a file, without what stands before it. */
export function bodyOf(text: string): string {
  return splitFile(text).body
}

function splitFile(text: string): { front: string; body: string } {
  const unix = text.replace(/\r\n?/g, '\n')
  const [, front, body] = frontMatter.exec(unix) ?? []
  return front === undefined ? { front: '', body: unix } : { front, body: (body ?? '').trim() }
}

/**
 * Reads a dotprompt file as a template.
 *
 * @param partial The text of a partial; undefined when there is none of that name.
 * @throws {Unmappable} for what templates do not have, such as tools that are only named.
 * @throws {SyntaxProblem} for what mustache does not have.
 */
export function readDotprompt(
  text: string,
  partial: (name: string) => string | undefined,
  providers: Providers = {},
): TemplateInput {
  const { front, body } = splitFile(text)
  const { model: name, config, input, output, tools = [] } = readMetadata(front)
  if (!name)
    throw new Unmappable(
      'the file says no model',
      'Add `model: provider/model` to what stands between the dashes.',
    )
  if (tools.length > 0) {
    throw new Unmappable(
      `the file names tools (${tools.map(String).join(', ')}), whose schemas stand elsewhere`,
      'Write the prompt as YAML, where the schemas of tools stand in the file.',
    )
  }
  const [, prefix, model = name] = /^([^/]*)\/(.*)$/.exec(name) ?? []
  const given = [name, model, prefix].find((key) => key !== undefined && Object.hasOwn(providers, key))
  const { provider, api } = (given !== undefined && providers[given]) || knownProvider(prefix, model)
  const variables = new ForeignVariables()
  const messages = readMessages({ text: body, variables, partial })
  const told = inputsOf(variables, [body])
  const declared = input?.schema === undefined ? undefined : readPicoschema(input.schema)
  const inputs = declared ?? told
  return {
    provider,
    api,
    model,
    ...mapSettings(settingsOf(config)),
    messages,
    ...(output?.schema !== undefined && { output: readPicoschema(output.schema) }),
    ...(inputs && { inputs }),
  }
}

function readMetadata(front: string): z.infer<typeof metadata> {
  let value: unknown
  try {
    value = front.trim() === '' ? {} : load(front)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw new Unmappable(
      `what stands between the dashes is no YAML: ${error.message.split('\n')[0]}`,
      'Correct it.',
    )
  }
  const read = metadata.safeParse(value)
  if (read.success) return read.data
  const path = read.error.issues[0]?.path.map(String).join('.') || 'what stands between the dashes'
  throw new Unmappable(`\`${path}\` is not as dotprompt has it`, 'Correct it.')
}

function settingsOf(config: Json | undefined): JsonObject {
  if (!isObject(config)) return {}
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      Object.hasOwn(PARAMETERS, name) ? (PARAMETERS[name] ?? name) : name,
      value,
    ]),
  )
}
