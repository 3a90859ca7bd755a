import type { BuildError, Json, JsonObject } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import type { TemplateSyntax } from '../../syntax/to-mustache.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { checkOptions, REGISTRY_OPTIONS } from '../common/check-options.ts'
import { environmentLabels } from '../common/environment-labels.ts'
import { isObject } from '../common/is-object.ts'
import { isWanted } from '../common/is-wanted.ts'
import type { RegistryMessage } from '../common/map-messages.ts'
import { mapRegistryTemplate, type Providers } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { RegistryOptions } from '../common/registry-options.ts'
import { stripKeys } from './strip-keys.ts'

/** Which templates to pull from PromptLayer, and how. `environments` are its release labels. */
export interface PromptLayerOptions extends RegistryOptions {
  /** @default 'https://api.promptlayer.com' */
  baseUrl?: string
}

const KEY = 'PROMPTLAYER_API_KEY'
const PAGE = 100

/**
 * The templates of PromptLayer, by release label. Its key is in `PROMPTLAYER_API_KEY`.
 *
 * @example
 * promptLayer({ environments: { prod: 'production' } })
 */
export function promptLayer(options: PromptLayerOptions = {}): RemoteSource {
  checkOptions('promptLayer', REGISTRY_OPTIONS, options)
  const { baseUrl = 'https://api.promptlayer.com', environments, providers } = options
  return {
    kind: 'remote',
    name: 'promptlayer',
    async *pull(context) {
      const headers = { 'X-API-KEY': readKey(KEY, 'PromptLayer') }
      const http = context.connect({
        name: 'PromptLayer',
        baseUrl,
        headers,
        keyVariable: KEY,
        clean: stripKeys,
      })
      for (const { environment, label } of environmentLabels(context.environments, environments)) {
        for await (const item of itemsOf(http, label)) {
          if (isWanted(item.prompt_name, options, context)) yield pulled(item, environment, providers)
        }
      }
    },
  }
}

const item = z.looseObject({
  id: z.number(),
  prompt_name: z.string(),
  version: z.number(),
  prompt_template: anyJson,
  metadata: anyJson.optional(),
})

type Item = z.infer<typeof item>

const page = z.looseObject({ items: z.array(item) })

async function* itemsOf(http: Http, label: string): AsyncGenerator<Item> {
  for (let number = 1; ; number++) {
    const answer = await http.get('prompt-templates', { page: number, per_page: PAGE, label })
    const { items } = checkAnswer(page, answer, "PromptLayer's list of templates")
    yield* items
    if (items.length < PAGE) return
  }
}

const SYNTAX: ReadonlyMap<unknown, TemplateSyntax> = new Map<unknown, TemplateSyntax>([
  ['f-string', 'f-string'],
  ['jinja2', 'jinja2'],
  [undefined, 'f-string'],
])

const model = z.looseObject({
  model: z.looseObject({ provider: z.string(), name: z.string(), parameters: anyJson.optional() }),
})

function pulled(
  { prompt_name: prompt, version, prompt_template: body, metadata }: Item,
  environment: string,
  providers: Providers | undefined,
): PulledTemplate | BuildError {
  return pulledTemplate({ registry: 'PromptLayer', prompt, environment, version: String(version) }, () => {
    const template = isObject(body) ? body : {}
    const messages = Array.isArray(template.messages) ? template.messages.filter(isObject) : [template]
    const known = model.safeParse(metadata).data?.model
    const { tools, functions, tool_choice: choice } = template
    const list = Array.isArray(tools) && tools.length > 0 ? tools : functions
    return mapRegistryTemplate(
      {
        provider: known?.provider,
        model: known?.name,
        settings: {
          ...(isObject(known?.parameters) && known.parameters),
          ...(Array.isArray(list) && list.length > 0 && { tools: list }),
          ...(choice !== undefined && { tool_choice: choice }),
        },
        messages: messages.map(messageOf),
        syntax: SYNTAX.get(formatOf(template, messages)) ?? 'f-string',
      },
      providers,
    )
  })
}

function messageOf({ role, content }: JsonObject): RegistryMessage {
  if (role === 'placeholder') return 'history'
  const isText = (part: Json): boolean => isObject(part) && part.type === 'text'
  const parts = Array.isArray(content) && content.every(isText) ? content : undefined
  const text = parts?.map((part) => (isObject(part) ? String(part.text) : '')).join('\n')
  return { role: typeof role === 'string' ? role : 'user', content: text ?? content ?? '' }
}

/** The syntax stands at the template or at its messages, which all have the same. */
function formatOf(template: JsonObject, messages: readonly JsonObject[]): Json | undefined {
  return [template, ...messages].find((one) => typeof one.template_format === 'string')?.template_format
}
