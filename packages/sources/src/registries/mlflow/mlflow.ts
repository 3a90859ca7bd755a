import { Buffer } from 'node:buffer'
import { env } from 'node:process'
import type { BuildError, Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { checkOptions, OPTION, REGISTRY_OPTIONS } from '../common/check-options.ts'
import { isObject } from '../common/is-object.ts'
import { type Listed, type Lookup, lookUp } from '../common/look-up.ts'
import type { RegistryMessage } from '../common/map-messages.ts'
import { mapRegistryTemplate } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { RegistryOptions } from '../common/registry-options.ts'

/** Which prompts to pull from MLflow, and how. `environments` are its aliases. */
export interface MlflowOptions extends RegistryOptions {
  /** The tracking server. */
  baseUrl: string
}

const TOKEN = 'MLFLOW_TRACKING_TOKEN'
const USER = 'MLFLOW_TRACKING_USERNAME'
const PASSWORD = 'MLFLOW_TRACKING_PASSWORD'
const PAGE = 100

/**
 * The prompts of an MLflow server, by alias. Its token is in `MLFLOW_TRACKING_TOKEN`, or else its user in
 * `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`.
 *
 * @example
 * mlflow({ baseUrl: 'https://mlflow.example.com', environments: { prod: 'production' } })
 */
export function mlflow(options: MlflowOptions): RemoteSource {
  checkOptions('mlflow', { ...REGISTRY_OPTIONS, baseUrl: OPTION.text }, options)
  const { baseUrl } = options
  return {
    kind: 'remote',
    name: 'mlflow',
    async *pull(context) {
      const http = context.connect({ name: 'MLflow', baseUrl, ...access() })
      yield* lookUp(context, options, list(http), (lookup) => find(http, lookup, options))
    },
  }
}

function access(): { headers: Readonly<Record<string, string>>; keyVariable: string } {
  const user = env[USER]?.trim()
  if (!user) return { headers: { authorization: `Bearer ${readKey(TOKEN, 'MLflow')}` }, keyVariable: TOKEN }
  const basic = Buffer.from(`${user}:${readKey(PASSWORD, 'MLflow')}`).toString('base64')
  return { headers: { authorization: `Basic ${basic}` }, keyVariable: `${USER} and ${PASSWORD}` }
}

const alias = z.looseObject({ alias: z.string() })

const page = z.looseObject({
  // A server without any prompt leaves the list out.
  registered_models: z
    .array(z.looseObject({ name: z.string(), aliases: z.array(alias).optional() }))
    .optional(),
  next_page_token: z.string().nullish(),
})

async function* list(http: Http): AsyncGenerator<Listed> {
  let token: string | undefined
  do {
    const answer = await http.get('api/2.0/mlflow/registered-models/search', {
      filter: "tags.`mlflow.prompt.is_prompt` = 'true'",
      max_results: PAGE,
      page_token: token,
    })
    const found = checkAnswer(page, answer, "MLflow's list of prompts")
    for (const { name, aliases = [] } of found.registered_models ?? []) {
      yield { prompt: name, labels: aliases.map(({ alias }) => alias) }
    }
    token = found.next_page_token || undefined
  } while (token)
}

const version = z.looseObject({
  model_version: z.looseObject({
    version: z.union([z.string(), z.number()]),
    tags: z.array(z.looseObject({ key: z.string(), value: z.string() })),
  }),
})

/** Undefined when no version of the prompt has the alias. */
async function find(
  http: Http,
  { prompt, environment, label }: Lookup,
  { providers }: MlflowOptions,
): Promise<PulledTemplate | BuildError | undefined> {
  const query = { name: prompt, alias: label }
  const answer = await http.find('api/2.0/mlflow/registered-models/alias', query)
  if (answer === undefined) return undefined
  const what = `MLflow's prompt ${JSON.stringify(prompt)}`
  const { model_version: found } = checkAnswer(version, answer, what)
  const tags = new Map(found.tags.map(({ key, value }) => [key, value]))
  return pulledTemplate({ registry: 'MLflow', prompt, environment, version: String(found.version) }, () => {
    const {
      provider,
      model_name: model,
      extra_params: extra,
      ...config
    } = jsonOf(tags, '_mlflow_prompt_model_config')
    const format = jsonOf(tags, '_mlflow_prompt_response_format')
    return mapRegistryTemplate(
      {
        provider: typeof provider === 'string' ? provider : undefined,
        model: typeof model === 'string' ? model : undefined,
        settings: {
          ...config,
          ...(isObject(extra) && extra),
          ...(Object.keys(format).length > 0 && { response_format: asSchema(format) }),
        },
        messages: messagesOf(tags.get('mlflow.prompt.text') ?? ''),
        syntax: 'mustache',
      },
      providers,
    )
  })
}

function jsonOf(tags: ReadonlyMap<string, string>, key: string): JsonObject {
  const value = parsed(tags.get(key) ?? '')
  return isObject(value) ? value : {}
}

function parsed(text: string): Json | undefined {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** MLflow keeps the JSON Schema itself, of a Pydantic model for instance. */
function asSchema(format: JsonObject): Json {
  return format.type === 'json_schema' ? format : { type: 'json_schema', json_schema: { schema: format } }
}

/** A chat is a JSON array of messages; all else is one text. */
function messagesOf(text: string): RegistryMessage[] {
  const messages = parsed(text)
  if (!Array.isArray(messages) || !messages.every(isObject)) return [{ role: 'user', content: text }]
  return messages.map(({ role, content }) => ({ role: String(role), content: content ?? '' }))
}
