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
  const environment = url.searchParams.get('environment')
  const asked = versions.filter(
    (one) => (!slug || one.slug === slug) && (!environment || one.environment === environment),
  )
  const all = [...new Map(asked.map((one) => [one.id, one])).values()]
  const after = url.searchParams.get('starting_after')
  const start = after === null ? 0 : all.findIndex((one) => one.id === after) + 1
  const limit = Number(url.searchParams.get('limit') ?? 1000)
  return { objects: all.slice(start, start + limit).map(written) }
}

function written(version: BraintrustVersion | undefined): unknown {
  if (!version) return undefined
  const { environment: _, ...rest } = version
  return {
    project_id: '5d1f2c6e-0a3b-4c8d-9e7f-1a2b3c4d5e6f',
    org_id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
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
