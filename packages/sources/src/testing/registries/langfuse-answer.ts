import { pageOf } from './pages.ts'

/** A version of a prompt as Langfuse has it. */
export interface LangfuseVersion {
  name: string
  version: number
  type: 'text' | 'chat'
  prompt: unknown
  config: unknown
  labels: readonly string[]
}

/** What Langfuse answers, in the exact shapes of its public API; undefined stands for 404. */
export function langfuseAnswer(versions: readonly LangfuseVersion[], url: URL): unknown {
  const path = '/api/public/v2/prompts'
  const label = url.searchParams.get('label')
  const tagged = versions.filter(({ labels }) => label === null || labels.includes(label))
  if (url.pathname === path) {
    const page = Number(url.searchParams.get('page') ?? 1)
    const limit = Number(url.searchParams.get('limit') ?? 50)
    const data = tagged.map(({ name, type, version, labels }) => ({
      name,
      type,
      versions: [version],
      labels,
      tags: [],
      lastUpdatedAt: '2026-11-01T00:00:00.000Z',
      lastConfig: {},
    }))
    const totalPages = Math.ceil(data.length / limit)
    return { data: pageOf(data, page, limit), meta: { page, limit, totalItems: data.length, totalPages } }
  }
  if (!url.pathname.startsWith(`${path}/`)) return undefined
  const name = decodeURIComponent(url.pathname.slice(path.length + 1))
  const found = tagged.find((version) => version.name === name)
  return found && { ...found, tags: [], commitMessage: null, resolutionGraph: null }
}
