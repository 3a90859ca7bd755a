/** A version of a prompt as MLflow has it. */
export interface MlflowVersion {
  name: string
  alias: string
  version: string
  tags: Readonly<Record<string, string>>
}

/** What MLflow answers; undefined stands for 404. */
export function mlflowAnswer(versions: readonly MlflowVersion[], url: URL): unknown {
  const { pathname, searchParams } = url
  if (pathname === '/api/2.0/mlflow/registered-models/search') {
    if (searchParams.get('filter') !== "tags.`mlflow.prompt.is_prompt` = 'true'")
      return { registered_models: [] }
    const names = [...new Set(versions.map(({ name }) => name))]
    const start = Number(searchParams.get('page_token') || 0)
    const limit = Number(searchParams.get('max_results') ?? 100)
    const models = names.slice(start, start + limit).map((name) => ({
      name,
      creation_timestamp: 1,
      tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
      aliases: versions.filter((one) => one.name === name).map(({ alias, version }) => ({ alias, version })),
    }))
    const more = start + limit < names.length
    return {
      ...(models.length > 0 && { registered_models: models }),
      ...(more && { next_page_token: String(start + limit) }),
    }
  }
  if (pathname !== '/api/2.0/mlflow/registered-models/alias') return undefined
  const found = versions.find(
    ({ name, alias }) => name === searchParams.get('name') && alias === searchParams.get('alias'),
  )
  const tags = Object.entries(found?.tags ?? {}).map(([key, value]) => ({ key, value }))
  return found && { model_version: { name: found.name, version: found.version, status: 'READY', tags } }
}
