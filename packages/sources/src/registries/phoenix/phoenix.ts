import type { BuildError, Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import type { TemplateSyntax } from '../../syntax/to-mustache.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { checkOptions, REGISTRY_OPTIONS } from '../common/check-options.ts'
import { isObject } from '../common/is-object.ts'
import { type Listed, type Lookup, lookUp } from '../common/look-up.ts'
import { mapRegistryTemplate } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { RegistryOptions } from '../common/registry-options.ts'

/** Which prompts to pull from Phoenix, and how. `environments` are its tags. */
export interface PhoenixOptions extends RegistryOptions {
  /** @default 'https://app.phoenix.arize.com' */
  baseUrl?: string
}

const KEY = 'PHOENIX_API_KEY'
const PAGE = 100

/**
 * The prompts of Phoenix, by tag. Its key is in `PHOENIX_API_KEY`.
 *
 * @example
 * phoenix({ baseUrl: 'https://phoenix.example.com', environments: { prod: 'production' } })
 */
export function phoenix(options: PhoenixOptions = {}): RemoteSource {
  checkOptions('phoenix', REGISTRY_OPTIONS, options)
  const { baseUrl = 'https://app.phoenix.arize.com' } = options
  return {
    kind: 'remote',
    name: 'phoenix',
    async *pull(context) {
      const http = context.connect({
        name: 'Phoenix',
        baseUrl,
        headers: { authorization: `Bearer ${readKey(KEY, 'Phoenix')}` },
        keyVariable: KEY,
      })
      yield* lookUp(context, options, list(http), (lookup) => find(http, lookup, options))
    },
  }
}

const page = z.looseObject({
  data: z.array(z.looseObject({ name: z.string() })),
  next_cursor: z.string().nullish(),
})

async function* list(http: Http): AsyncGenerator<Listed> {
  let cursor: string | undefined
  do {
    const answer = await http.get('v1/prompts', { limit: PAGE, cursor })
    const { data, next_cursor: next } = checkAnswer(page, answer, "Phoenix's list of prompts")
    yield* data.map(({ name }) => ({ prompt: name }))
    cursor = next ?? undefined
  } while (cursor)
}

const parts = z.union([z.string(), z.array(anyJson)])

const version = z.looseObject({
  data: z.looseObject({
    id: z.string(),
    model_provider: z.string(),
    model_name: z.string(),
    template_format: z.enum(['MUSTACHE', 'F_STRING', 'NONE']),
    template: z.union([
      z.looseObject({
        type: z.literal('chat'),
        messages: z.array(z.looseObject({ role: z.string(), content: parts })),
      }),
      z.looseObject({ type: z.literal('string'), template: z.string() }),
    ]),
    invocation_parameters: anyJson.optional(),
    tools: anyJson.optional(),
    response_format: anyJson.optional(),
  }),
})

const SYNTAX: Readonly<Record<'MUSTACHE' | 'F_STRING' | 'NONE', TemplateSyntax>> = {
  MUSTACHE: 'mustache',
  F_STRING: 'f-string',
  NONE: 'none',
}

/** Undefined when no version of the prompt has the tag. */
async function find(
  http: Http,
  { prompt, environment, label }: Lookup,
  { providers }: PhoenixOptions,
): Promise<PulledTemplate | BuildError | undefined> {
  const answer = await http.find(`v1/prompts/${encodeURIComponent(prompt)}/tags/${encodeURIComponent(label)}`)
  if (answer === undefined) return undefined
  const { data } = checkAnswer(version, answer, `Phoenix's prompt ${JSON.stringify(prompt)}`)
  const { template } = data
  return pulledTemplate({ registry: 'Phoenix', prompt, environment, version: data.id }, () =>
    mapRegistryTemplate(
      {
        provider: data.model_provider,
        model: data.model_name,
        settings: {
          ...invocation(data.invocation_parameters),
          ...toolsOf(data.tools),
          ...(data.response_format && { response_format: data.response_format }),
        },
        messages:
          template.type === 'chat' ? template.messages : [{ role: 'user', content: template.template }],
        syntax: SYNTAX[data.template_format],
      },
      providers,
    ),
  )
}

/** The parameters stand under the name of the provider whose they are. */
function invocation(parameters: Json | undefined): JsonObject {
  if (!isObject(parameters)) return {}
  const inner = typeof parameters.type === 'string' ? parameters[parameters.type] : parameters
  return isObject(inner) ? inner : {}
}

const CHOICES: Readonly<Record<string, Json>> = {
  none: 'none',
  zero_or_more: 'auto',
  one_or_more: 'required',
}

function toolsOf(tools: Json | undefined): JsonObject {
  if (!isObject(tools) || !Array.isArray(tools.tools)) return {}
  const { tool_choice: choice } = tools
  if (!isObject(choice)) return { tools: tools.tools }
  const named = typeof choice.function_name === 'string' ? { name: choice.function_name } : undefined
  const kind = String(choice.type)
  return {
    tools: tools.tools,
    tool_choice: named ?? (Object.hasOwn(CHOICES, kind) ? (CHOICES[kind] ?? null) : choice),
  }
}
