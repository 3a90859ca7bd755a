/** A version of a prompt as Braintrust has it. */
export interface BraintrustVersion {
  id: string
  slug: string
  environment: string
  _xact_id: string
  prompt_data: unknown
}

/** What Braintrust answers; undefined stands for 404. */
export function braintrustAnswer(versions: readonly BraintrustVersion[], url: URL): unknown {
  const [, v1, prompt, id] = url.pathname.split('/').map(decodeURIComponent)
  if (v1 !== 'v1' || prompt !== 'prompt') return undefined
  if (id !== undefined) {
    const environment = url.searchParams.get('environment')
    return written(versions.find((one) => one.id === id && one.environment === environment))
  }
  const slug = url.searchParams.get('slug')
  const all = [...new Map(versions.map((one) => [one.id, one])).values()].filter(
    (one) => !slug || one.slug === slug,
  )
  const after = url.searchParams.get('starting_after')
  const start = after === null ? 0 : all.findIndex((one) => one.id === after) + 1
  const limit = Number(url.searchParams.get('limit') ?? 1000)
  return { objects: all.slice(start, start + limit).map(written) }
}

function written(version: BraintrustVersion | undefined): unknown {
  if (!version) return undefined
  const { environment: _, ...rest } = version
  return {
    project_id: 'project-1',
    org_id: 'org-1',
    log_id: 'p',
    name: version.slug,
    description: null,
    created: '2026-11-01T00:00:00.000Z',
    tags: null,
    metadata: null,
    function_type: null,
    ...rest,
  }
}
