import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from './routes/routes.ts'
import { type TestRegistry, testRegistry } from './testing/test-registry.ts'

const changing = routes.filter(
  ({ method, needs }) => method !== 'get' && ['write', 'deploy', 'admin'].includes(needs),
)
const P = '/api/v2/projects/{project_id}'
const T = `${P}/prompt-templates`
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
    session_id: 's',
  }
  for (const verb of ['approve', 'reject']) {
    const { pending } = (await ask('POST', tags, gated)) as unknown as {
      pending: { deployment_id: string }[]
    }
    ids[verb] = pending[0]?.deployment_id ?? ''
  }
  await ask('POST', 'sessions/s/completions', { messages: ['x'] })
})
afterAll(() => registry[Symbol.asyncDispose]())

/** What each route is sent; `{dataset_id}` and `{test_case_id}` are made anew for each. */
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
  [`delete ${P}/sessions/{session_id}`]: undefined,
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

// Made from the table itself: no route can be forgotten.
test.each(changing.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s is in the log, with who did it',
  async (name, { method, path }) => {
    expect(Object.keys(bodies)).toContain(name)
    const { datasets } = registry.storage
    const actor = { keyId: 'test', mayDeploy: true }
    const kind = path.includes('agent-datasets') ? ('agent' as const) : ('prompt' as const)
    const datasetName = path.endsWith('/test-runs') ? 'of the run' : name
    const { id } = await datasets.create(registry.projectId, { kind, name: datasetName, body: {} }, actor)
    const cases = await datasets.addTestCases(registry.projectId, id, [{ inputs: {} }], actor)
    const all: Record<string, string> = {
      ...ids,
      dataset_id: id,
      dataset: path.includes('/name/') ? encodeURIComponent(datasetName) : id,
      test_case_id: cases?.[0]?.id ?? '',
      deployment_id: ids[path.split('/').at(-1) ?? ''] ?? '',
    }
    const fill = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (mark, part: string) => all[part] ?? mark)
    const body = bodies[name] && fill(JSON.stringify(bodies[name]))
    const before = Date.now()
    const reply = await registry.ask(admin, method.toUpperCase(), fill(path), body)
    expect([200, 201]).toContain(reply.status)
    const project = path === '/api/v2/projects' ? (reply.body as { id: string }).id : registry.projectId
    const { items } = await registry.storage.projects.audit(project, { page: 1, pageSize: 3 })
    expect(items[0]).toMatchObject({ actor: admin.split('_')[1], action: expect.stringMatching(/^[\w.-]+$/) })
    expect(items[0]?.at).toBeGreaterThanOrEqual(before)
  },
)

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
