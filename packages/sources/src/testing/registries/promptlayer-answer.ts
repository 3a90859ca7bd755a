import { pageOf } from './pages.ts'

/** A version of a template as PromptLayer has it. */
export interface PromptLayerVersion {
  name: string
  label: string
  version: number
  prompt_template: unknown
  model?: unknown
}

/** What PromptLayer answers, with the key of a provider of one's own in it; undefined stands for 404. */
export function promptLayerAnswer(
  versions: readonly PromptLayerVersion[],
  providerKey: string,
  url: URL,
): unknown {
  if (url.pathname !== '/prompt-templates') return undefined
  const page = Number(url.searchParams.get('page') ?? 1)
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const tagged = versions.filter(({ label }) => label === url.searchParams.get('label'))
  const items = pageOf(tagged, page, size).map(({ name, version, prompt_template, model }, index) => ({
    id: (page - 1) * size + index + 1,
    prompt_name: name,
    version,
    prompt_template,
    tags: [],
    workspace_id: 1,
    commit_message: null,
    ...(model !== undefined && { metadata: { model } }),
    provider_base_url: null,
    custom_provider: {
      id: 1,
      name: 'ours',
      client: 'openai',
      base_url: 'https://llm.example',
      api_key: providerKey,
    },
  }))
  return { items, page, per_page: size, pages: Math.ceil(tagged.length / size), total: tagged.length }
}
