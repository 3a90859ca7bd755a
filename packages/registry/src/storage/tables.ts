/** What a column holds: JSON is text in the database, and JSON in an export. */
export type ColumnType = 'text' | 'text?' | 'number' | 'number?' | 'json'

/** A table as it is exported. */
export interface Table {
  name: string
  /** Whether rows have a `seq`, which says their order. Without one they are few, and in the order of their columns. */
  ordered: boolean
  columns: Readonly<Record<string, ColumnType>>
}

/** What is exported, in the order in which it can be imported: not what follows from the rest, such as `seq` and `words`. */
export const tables: readonly Table[] = [
  table('projects', { id: 'text', name: 'text', retention_days: 'number?', created_at: 'number' }),
  unordered('environments', {
    project_id: 'text',
    name: 'text',
    protected: 'number',
    approval: 'number',
    created_at: 'number',
  }),
  table('templates', { project_id: 'text', id: 'text', name: 'text', created_at: 'number' }),
  table('versions', {
    project_id: 'text',
    template_id: 'text',
    id: 'text',
    digest: 'text',
    provider: 'text',
    model: 'text',
    body: 'json',
    created_at: 'number',
    created_by: 'text',
  }),
  unordered('tags', {
    project_id: 'text',
    environment: 'text',
    template_id: 'text',
    version_id: 'text',
    tagged_at: 'number',
    tagged_by: 'text',
  }),
  table('deployments', {
    project_id: 'text',
    id: 'text',
    environment: 'text',
    template_id: 'text',
    version_id: 'text',
    state: 'text',
    requested_at: 'number',
    requested_by: 'text',
    decided_at: 'number?',
    decided_by: 'text?',
  }),
  table('sessions', {
    project_id: 'text',
    id: 'text',
    metadata: 'json',
    created_at: 'number',
    recorded_by: 'text?',
  }),
  table('traces', {
    project_id: 'text',
    id: 'text',
    session_id: 'text',
    test_run_id: 'text?',
    body: 'json',
    eval_results: 'json',
    metadata: 'json',
    feedback: 'json',
    created_at: 'number',
    recorded_by: 'text?',
  }),
  table('recordings', {
    project_id: 'text',
    id: 'text',
    session_id: 'text',
    trace_id: 'text?',
    version_id: 'text?',
    environment: 'text?',
    provider: 'text?',
    model: 'text?',
    started_at: 'number',
    ended_at: 'number?',
    prompt_tokens: 'number?',
    completion_tokens: 'number?',
    fallback: 'number',
    test_run_id: 'text?',
    test_case_id: 'text?',
    body: 'json',
    eval_results: 'json',
    feedback: 'json',
    rating: 'text?',
    recorded_by: 'text',
    created_at: 'number',
  }),
  table('datasets', {
    project_id: 'text',
    id: 'text',
    kind: 'text',
    name: 'text',
    body: 'json',
    created_at: 'number',
  }),
  table('test_cases', {
    project_id: 'text',
    dataset_id: 'text',
    id: 'text',
    body: 'json',
    created_at: 'number',
  }),
  table('test_runs', {
    project_id: 'text',
    id: 'text',
    name: 'text?',
    description: 'text?',
    dataset_id: 'text?',
    body: 'json',
    created_at: 'number',
  }),
  unordered('api_keys', {
    id: 'text',
    hash: 'text',
    project_id: 'text?',
    role: 'text',
    label: 'text',
    created_at: 'number',
    revoked_at: 'number?',
  }),
  table('audit', {
    project_id: 'text?',
    actor: 'text',
    action: 'text',
    target: 'text',
    detail: 'json',
    created_at: 'number',
  }),
]

function table(name: string, columns: Table['columns']): Table {
  return { name, columns, ordered: true }
}

function unordered(name: string, columns: Table['columns']): Table {
  return { name, columns, ordered: false }
}
