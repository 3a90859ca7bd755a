import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from './routes/routes.ts'
import { exported } from './testing/fill-storage.ts'
import { newRecording } from './testing/new-recording.ts'
import { type TestRegistry, testRegistry } from './testing/test-registry.ts'

// Who may only pull fills variables in: those routes are asked by POST, and write nothing.
const writing = routes.filter(({ method, needs }) => method !== 'get' && needs !== 'pull')
const P = '/api/v2/projects/{project_id}'
const T = `${P}/prompt-templates`
const TRACE = `${P}/sessions/{session_id}/traces/id/{trace_id}`
const version = (text: string): object => ({
  template_messages: [{ role: 'user', content: text }],
  provider: 'openai',
  model: 'm',
})

let registry: TestRegistry
let admin: string
let ids: Record<string, string>

beforeAll(async () => {
  registry = await testRegistry()
  admin = await registry.key('admin', null)
  const other = await registry.key('admin')
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
    const reply = await registry.ask(other, method, path, body)
    expect([200, 201]).toContain(reply.status)
    return reply.body as Record<string, string>
  }
  const gated = { environments: ['gated'] }
  await ask('PUT', 'environments/gated', { approval: true })
  const made = await ask('POST', 'prompt-templates/name/t/versions', {
    ...version('1'),
    create_template_if_not_exists: true,
  })
  const tags = `prompt-templates/id/${made.prompt_template_id}/versions/${made.prompt_template_version_id}/environments`
  ids = {
    project_id: registry.projectId,
    template_id: made.prompt_template_id ?? '',
    template_name: 't',
    version_id: made.prompt_template_version_id ?? '',
    environment: 'prod',
  }
  for (const verb of ['approve', 'reject']) {
    const { pending } = (await ask('POST', tags, gated)) as unknown as {
      pending: { deployment_id: string }[]
    }
    ids[verb] = pending[0]?.deployment_id ?? ''
  }
})
afterAll(() => registry[Symbol.asyncDispose]())

/** What each route is sent; datasets, test cases, sessions and what is in them are made anew for each. */
const bodies: Readonly<Record<string, object | undefined>> = {
  'post /api/v2/projects': { name: 'another' },
  [`put ${P}/retention`]: { days: 9 },
  [`post ${T}`]: { name: 'new' },
  [`post ${T}/id/{template_id}/versions`]: version('2'),
  [`post ${T}/name/{template_name}/versions`]: version('3'),
  [`post ${T}/id/{template_id}/versions/{version_id}/environments`]: { environments: ['dev'] },
  [`put ${P}/environments/{environment}`]: { protected: true },
  [`post ${P}/deployments/id/{deployment_id}/approve`]: undefined,
  [`post ${P}/deployments/id/{deployment_id}/reject`]: undefined,
  [`post ${P}/sessions/{session_id}/completions`]: { messages: ['x'] },
  [`post ${P}/recordings`]: { recordings: [{ session_id: 'new', messages: ['x'] }] },
  [`post ${P}/completions/{completion_id}`]: { new_messages: ['y'], eval_results: { good: true } },
  [`post ${P}/completion-feedback/id/{completion_id}`]: { freeplay_feedback: 'positive' },
  'put /api/v1/completion_feedback/{completion_id}': { stars: 4 },
  [`post ${P}/trace-feedback/id/{trace_id}`]: { good: true },
  [`delete ${P}/sessions/{session_id}`]: undefined,
  [`patch ${P}/sessions/id/{session_id}/metadata`]: { tier: 'gold' },
  [`post ${TRACE}`]: { input: 'new' },
  [`patch ${TRACE}`]: { feedback: { stars: 1 } },
  [`patch ${TRACE}/metadata`]: { step: 2 },
  [`post ${P}/test-runs`]: { dataset_name: 'of the run' },
  ...Object.fromEntries(
    ['prompt', 'agent'].flatMap((kind) => {
      const all = `${P}/${kind}-datasets`
      const one = `${all}/{dataset_id}`
      return [
        [`post ${all}`, { name: `new ${kind}` }],
        [`patch ${one}`, { description: 'd' }],
        [`delete ${one}`, undefined],
        [`post ${one}/test-cases/bulk`, { data: [{ inputs: {} }] }],
        [`delete ${one}/test-cases/bulk`, { test_case_ids: ['{test_case_id}'] }],
        [`patch ${one}/test-cases/{test_case_id}`, { inputs: { a: 1 } }],
        [`delete ${one}/test-cases/{test_case_id}`, undefined],
      ]
    }),
  ),
  [`post ${P}/datasets/id/{dataset}/test-cases`]: { examples: [{ inputs: {} }] },
  [`post ${P}/datasets/name/{dataset}/test-cases`]: { examples: [{ inputs: {} }] },
}

/** The rows of an export, by table. */
async function rowsNow(): Promise<Set<string>> {
  const lines = await exported(registry.storage)
  return new Set(lines.flatMap((line) => ('row' in line ? [JSON.stringify(line)] : [])))
}

// Made from the table itself: no route can be forgotten.
test.each(writing.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s tells who did it',
  async (name, { method, path }) => {
    expect(Object.keys(bodies)).toContain(name)
    const { datasets, recordings, sessions } = registry.storage
    const { projectId } = registry
    const actor = { keyId: 'test', mayDeploy: true }
    const kind = path.includes('agent-datasets') ? ('agent' as const) : ('prompt' as const)
    const datasetName = path.endsWith('/test-runs') ? 'of the run' : name
    const { id } = await datasets.create(projectId, { kind, name: datasetName, body: {} }, actor)
    const cases = await datasets.addTestCases(projectId, id, [{ inputs: {} }], actor)
    await recordings.add([newRecording(id, { projectId, sessionId: id, recordedBy: 'test' })])
    const trace = { id, sessionId: id, body: {}, evalResults: {}, metadata: {} }
    await sessions.putTrace(projectId, trace, actor)
    const all: Record<string, string> = {
      ...ids,
      dataset_id: id,
      dataset: path.includes('/name/') ? encodeURIComponent(datasetName) : id,
      test_case_id: cases?.[0]?.id ?? '',
      deployment_id: ids[path.split('/').at(-1) ?? ''] ?? '',
      session_id: id,
      completion_id: id,
      trace_id: id,
    }
    const fill = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (mark, part: string) => all[part] ?? mark)
    const body = bodies[name] && fill(JSON.stringify(bodies[name]))
    const [rows, since] = [await rowsNow(), Date.now()]
    const reply = await registry.ask(admin, method.toUpperCase(), fill(path), body)
    expect([200, 201]).toContain(reply.status)

    const rowsThen = await rowsNow()
    const gone = [...rows].filter((line) => !rowsThen.has(line))
    const written = [...rowsThen].filter((line) => !rows.has(line)).map((line) => JSON.parse(line))
    const entries = written.filter(({ table }) => table === 'audit').map(({ row }) => row)
    const keyId = admin.split('_')[1]
    const found = written.filter(({ table }) => table !== 'audit')
    expect(found.length + gone.length).toBeGreaterThan(0)
    for (const { row } of [...found, ...entries.map((row) => ({ row }))]) {
      if ('recorded_by' in row && entries.length === 0) expect(row.recorded_by).toBe(keyId)
      else expect(entries).not.toEqual([])
      if ('actor' in row)
        expect(row).toMatchObject({ actor: keyId, action: expect.stringMatching(/^[\w.-]+$/) })
      if (gone.length === 0 && 'created_at' in row) expect(row.created_at).toBeGreaterThanOrEqual(since)
    }
    // What was there before and is not, or is otherwise now, always is in the log.
    if (gone.length > 0) expect(entries).not.toEqual([])
  },
)

test('filling variables in writes nothing', async () => {
  const rows = await rowsNow()
  const version = `prompt-templates/id/${ids.template_id}/versions/${ids.version_id}`
  expect(await registry.ask(admin, 'POST', version, {})).toMatchObject({ status: 200 })
  expect(await rowsNow()).toEqual(rows)
})

test('keys of all projects are in a log of their own, for such keys', async () => {
  const key = await registry.key('write', null)
  const id = key.split('_')[1] ?? ''
  await registry.storage.keys.revoke(id)
  const { status, body } = await registry.ask(admin, 'GET', '/api/v2/audit-log?page_size=2')
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      data: [
        { actor: 'cli', action: 'key.revoke', target: id },
        { actor: 'cli', action: 'key.create', target: id, detail: { role: 'write' } },
      ],
    },
  })
  const ofOne = await registry.key('admin')
  expect(await registry.ask(ofOne, 'GET', '/api/v2/audit-log')).toMatchObject({ status: 403 })
})

test('a key of the CLI is in the log, made and revoked', async () => {
  const key = await registry.key('read')
  const id = key.split('_')[1] ?? ''
  await registry.storage.keys.revoke(id)
  const { items } = await registry.storage.projects.audit(registry.projectId, { page: 1, pageSize: 2 })
  expect(items).toMatchObject([
    { actor: 'cli', action: 'key.revoke', target: id },
    { actor: 'cli', action: 'key.create', target: id },
  ])
})
