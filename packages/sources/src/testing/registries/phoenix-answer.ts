/** A version of a prompt as Phoenix has it. */
export interface PhoenixVersion {
  name: string
  tag: string
  version: Readonly<Record<string, unknown>>
}

/** A version with a chat, and with what matters to a test. */
export function phoenixVersion(
  name: string,
  tag: string,
  more: Record<string, unknown> = {},
): PhoenixVersion {
  return {
    name,
    tag,
    version: {
      id: `version-${tag}-of-${name}`,
      description: '',
      model_provider: 'OPENAI',
      model_name: 'gpt-5.4-mini',
      template_type: 'CHAT',
      template_format: 'MUSTACHE',
      template: {
        type: 'chat',
        messages: [
          { role: 'system', content: 'Answer briefly.' },
          { role: 'user', content: [{ type: 'text', text: '{{question}}' }] },
        ],
      },
      invocation_parameters: { type: 'openai', openai: { temperature: 0.2, max_completion_tokens: 256 } },
      tools: null,
      response_format: null,
      ...more,
    },
  }
}

/** What Phoenix answers; undefined stands for 404. */
export function phoenixAnswer(versions: readonly PhoenixVersion[], url: URL): unknown {
  const [, v1, prompts, name, tags, tag] = url.pathname.split('/').map(decodeURIComponent)
  if (v1 !== 'v1' || prompts !== 'prompts') return undefined
  if (name === undefined) {
    const names = [...new Set(versions.map((one) => one.name))]
    const limit = Number(url.searchParams.get('limit') ?? 100)
    const start = Number(url.searchParams.get('cursor') ?? 0)
    const data = names
      .slice(start, start + limit)
      .map((one) => ({ id: `id-of-${one}`, name: one, description: null }))
    return { data, next_cursor: start + limit < names.length ? String(start + limit) : null }
  }
  const found = tags === 'tags' ? versions.find((one) => one.name === name && one.tag === tag) : undefined
  return found && { data: found.version }
}
