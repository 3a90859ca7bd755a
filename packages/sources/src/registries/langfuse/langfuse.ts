import { Buffer } from 'node:buffer'
import type { BuildError, Json } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { inParallel } from '../../remote/in-parallel.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { checkOptions, REGISTRY_OPTIONS } from '../common/check-options.ts'
import { environmentLabels } from '../common/environment-labels.ts'
import { isObject } from '../common/is-object.ts'
import { isWanted } from '../common/is-wanted.ts'
import type { RegistryMessage } from '../common/map-messages.ts'
import { mapRegistryTemplate } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { RegistryOptions } from '../common/registry-options.ts'

/** Which prompts to pull from Langfuse, and how. `environments` are its labels. */
export interface LangfuseOptions extends RegistryOptions {
  /** @default 'https://cloud.langfuse.com' */
  baseUrl?: string
}

const PUBLIC_KEY = 'LANGFUSE_PUBLIC_KEY'
const SECRET_KEY = 'LANGFUSE_SECRET_KEY'
const PAGE = 100

/**
 * The prompts of a Langfuse project, by label. Its keys are in `LANGFUSE_PUBLIC_KEY` and `LANGFUSE_SECRET_KEY`.
 *
 * A prompt's `config` has the `model`, and may have a `provider`, `tools`, `tool_choice` and `response_format` as OpenAI's
 * API has them; all else in it are parameters.
 *
 * @example
 * langfuse({ environments: { prod: 'production', fallback: 'fallback' } })
 */
export function langfuse(options: LangfuseOptions = {}): RemoteSource {
  checkOptions('langfuse', REGISTRY_OPTIONS, options)
  const { baseUrl = 'https://cloud.langfuse.com', environments } = options
  return {
    kind: 'remote',
    name: 'langfuse',
    async *pull(context) {
      const keys = `${readKey(PUBLIC_KEY, 'Langfuse')}:${readKey(SECRET_KEY, 'Langfuse')}`
      const http = context.connect({
        name: 'Langfuse',
        baseUrl,
        headers: { authorization: `Basic ${Buffer.from(keys).toString('base64')}` },
        keyVariable: `${PUBLIC_KEY} and ${SECRET_KEY}`,
      })
      for (const { environment, label } of environmentLabels(context.environments, environments)) {
        const names = namesOf(http, label, (name) => isWanted(name, options, context))
        for await (const pulled of inParallel(names, 8, (name) =>
          find(http, name, environment, label, options),
        )) {
          if (pulled) yield pulled
        }
      }
    },
  }
}

const page = z.looseObject({
  data: z.array(z.looseObject({ name: z.string() })),
  meta: z.looseObject({ totalPages: z.number() }),
})

async function* namesOf(
  http: Http,
  label: string,
  isAsked: (name: string) => boolean,
): AsyncGenerator<string> {
  for (let number = 1, last = 1; number <= last; number++) {
    const answer = await http.get('api/public/v2/prompts', { label, page: number, limit: PAGE })
    const { data, meta } = checkAnswer(page, answer, "Langfuse's list of prompts")
    last = meta.totalPages
    for (const { name } of data) if (isAsked(name)) yield name
  }
}

const version = z.looseObject({
  version: z.number(),
  prompt: z.union([z.string(), z.array(anyJson)]),
  config: anyJson.optional(),
})

/** Undefined when the label has been taken from the prompt since it was listed. */
async function find(
  http: Http,
  prompt: string,
  environment: string,
  label: string,
  { providers }: LangfuseOptions,
): Promise<PulledTemplate | BuildError | undefined> {
  const answer = await http.find(`api/public/v2/prompts/${encodeURIComponent(prompt)}`, { label })
  if (answer === undefined) return undefined
  const found = checkAnswer(version, answer, `Langfuse's prompt ${JSON.stringify(prompt)}`)
  return pulledTemplate({ registry: 'Langfuse', prompt, environment, version: String(found.version) }, () => {
    const { model, provider, ...settings } = isObject(found.config) ? found.config : {}
    return mapRegistryTemplate(
      {
        provider: typeof provider === 'string' ? provider : undefined,
        model: typeof model === 'string' ? model : undefined,
        settings,
        messages:
          typeof found.prompt === 'string' ? [userMessage(found.prompt)] : found.prompt.map(messageOf),
        syntax: 'mustache',
      },
      providers,
    )
  })
}

function userMessage(content: string): RegistryMessage {
  return { role: 'user', content }
}

function messageOf(message: Json): RegistryMessage {
  if (!isObject(message)) return { role: '', content: message }
  if (message.type === 'placeholder') return 'history'
  return { role: String(message.role), content: message.content ?? '' }
}
