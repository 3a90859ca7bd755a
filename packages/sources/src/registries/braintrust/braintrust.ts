import type { BuildError, Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { checkOptions, OPTION, REGISTRY_OPTIONS } from '../common/check-options.ts'
import { isObject } from '../common/is-object.ts'
import { type Listed, type Lookup, lookUp } from '../common/look-up.ts'
import type { RegistryMessage } from '../common/map-messages.ts'
import { mapRegistryTemplate } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { RegistryOptions } from '../common/registry-options.ts'
import { Unmappable } from '../common/unmappable.ts'

/** Which prompts to pull from Braintrust, and how. The names of prompts are their slugs. */
export interface BraintrustOptions extends RegistryOptions {
  /** The project's name. */
  project: string
  /** @default 'https://api.braintrust.dev' */
  baseUrl?: string
}

const KEY = 'BRAINTRUST_API_KEY'
const PAGE = 100

/**
 * The prompts of a Braintrust project, by environment. Its key is in `BRAINTRUST_API_KEY`.
 *
 * @example
 * braintrust({ project: 'Support', environments: { prod: 'production' } })
 */
export function braintrust(options: BraintrustOptions): RemoteSource {
  checkOptions('braintrust', { ...REGISTRY_OPTIONS, project: OPTION.text }, options)
  const { project, baseUrl = 'https://api.braintrust.dev' } = options
  return {
    kind: 'remote',
    name: `braintrust ${project}`,
    async *pull(context) {
      const http = context.connect({
        name: 'Braintrust',
        baseUrl,
        headers: { authorization: `Bearer ${readKey(KEY, 'Braintrust')}` },
        keyVariable: KEY,
      })
      yield* lookUp(context, options, list(http, project), (lookup) => find(http, lookup, options))
    },
  }
}

/** Prompts are listed by slug, and looked up by id. */
interface Identified extends Listed {
  id: string
}

const page = z.looseObject({ objects: z.array(z.looseObject({ id: z.string(), slug: z.string() })) })

async function* list(http: Http, project: string): AsyncGenerator<Identified> {
  let after: string | undefined
  do {
    const query = { project_name: project, limit: PAGE, starting_after: after }
    const { objects } = checkAnswer(page, await http.get('v1/prompt', query), "Braintrust's list of prompts")
    yield* objects.map(({ id, slug }) => ({ id, prompt: slug }))
    after = objects.length < PAGE ? undefined : objects.at(-1)?.id
  } while (after)
}

const version = z.looseObject({
  _xact_id: z.string().optional(),
  prompt_data: z.looseObject({
    prompt: z.union([
      z.looseObject({ type: z.literal('chat'), messages: z.array(anyJson), tools: z.string().nullish() }),
      z.looseObject({ type: z.literal('completion'), content: z.string() }),
    ]),
    options: z.looseObject({ model: z.string().optional(), params: anyJson.optional() }).nullish(),
    template_format: z.enum(['mustache', 'nunjucks', 'none']).nullish(),
  }),
})

/** Braintrust's own, which no provider knows. */
const OWN: readonly string[] = ['use_cache', 'cache_ttl']

/** Undefined when no version of the prompt is in the environment. */
async function find(
  http: Http,
  { id, prompt, environment, label }: Lookup<Identified>,
  { providers }: BraintrustOptions,
): Promise<PulledTemplate | BuildError | undefined> {
  const answer = await http.find(`v1/prompt/${encodeURIComponent(id)}`, { environment: label })
  if (answer === undefined) return undefined
  const found = checkAnswer(version, answer, `Braintrust's prompt ${JSON.stringify(prompt)}`)
  const { prompt: body, options, template_format: format } = found.prompt_data
  return pulledTemplate(
    { registry: 'Braintrust', prompt, environment, version: found._xact_id ?? id },
    () => {
      const params = isObject(options?.params) ? options.params : {}
      const settings: JsonObject = Object.fromEntries(
        Object.entries(params).filter(([name]) => !OWN.includes(name)),
      )
      if (body.type === 'chat' && body.tools) settings.tools = parseTools(body.tools)
      return mapRegistryTemplate(
        {
          model: options?.model,
          settings,
          messages:
            body.type === 'chat' ? body.messages.map(messageOf) : [{ role: 'user', content: body.content }],
          syntax: format ?? 'mustache',
        },
        providers,
      )
    },
  )
}

function messageOf(message: Json): RegistryMessage {
  if (!isObject(message)) return { role: '', content: message }
  return { role: String(message.role), content: message.content ?? '' }
}

function parseTools(text: string): Json {
  if (text.includes('{{')) {
    throw new Unmappable(
      'the tools have variables',
      'Write the tools without variables, which no template here can fill.',
    )
  }
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    throw new Unmappable('the tools are no JSON', 'Correct the tools of the prompt in Braintrust.')
  }
}
