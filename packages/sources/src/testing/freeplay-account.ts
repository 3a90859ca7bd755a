import type { RequestListener } from 'node:http'
import { json } from './faults.ts'

/** A template as Freeplay's API has it. */
export interface AccountTemplate {
  prompt_template_id: string
  prompt_template_version_id: string
  prompt_template_name: string
  [key: string]: unknown
}

/** The projects of an account: their templates, by environment. */
export type FreeplayAccount = Readonly<
  Record<string, { name: string; environments: Readonly<Record<string, readonly AccountTemplate[]>> }>
>

/** What Freeplay answers to a request with a good key; undefined stands for 404. */
export function freeplayAnswer(account: FreeplayAccount, url: URL): unknown {
  const [, api, version, scope, id = '', templates, ...rest] = url.pathname.split('/').map(decodeURIComponent)
  if (api !== 'api' || version !== 'v2' || scope !== 'projects') return undefined
  if (id === 'all' && templates === undefined) {
    return { projects: Object.entries(account).map(([id, { name }]) => ({ id, name, visibility: 'public' })) }
  }
  const environments = account[id]?.environments
  if (!environments || templates !== 'prompt-templates') return undefined
  const [by, key = '', , versionId] = rest
  if (by === 'all') {
    const found = environments[key]
    return found && { prompt_templates: found }
  }
  if (by === 'name') {
    const found = environments[url.searchParams.get('environment') ?? '']
    return found?.find((template) => template.prompt_template_name === key)
  }
  return Object.values(environments)
    .flat()
    .find((one) => one.prompt_template_id === key && one.prompt_template_version_id === versionId)
}

/** Serves an account to who has the key. */
export function serveFreeplay(account: FreeplayAccount, key: string): RequestListener {
  return (request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${key}`
    const answer = isKnown
      ? freeplayAnswer(account, new URL(request.url ?? '', 'http://freeplay'))
      : undefined
    if (!isKnown) json({ message: 'Invalid API key.' }, 401)(request, response)
    else if (answer === undefined) json({ message: 'Not found.' }, 404)(request, response)
    else json(answer)(request, response)
  }
}

/** A template of format 3, with what matters to a test in place of the defaults. */
export function accountTemplate(name: string, more: Record<string, unknown> = {}): AccountTemplate {
  return {
    format_version: 3,
    project_id: 'support-bot',
    prompt_template_id: `template-of-${name}`,
    prompt_template_version_id: `version-of-${name}`,
    prompt_template_name: name,
    version_name: null,
    version_description: null,
    metadata: {
      provider: 'openai',
      flavor: 'openai_chat',
      model: 'gpt-5.4-mini',
      params: { temperature: 0.2, max_tokens: 512 },
      provider_info: {},
    },
    content: [
      { role: 'system', content: 'Answer briefly.' },
      { role: 'user', content: '{{question}}' },
    ],
    tool_schema: null,
    output_schema: null,
    ...more,
  }
}
