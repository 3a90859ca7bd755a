import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRegistry, type Registry } from './create-registry.ts'
import { permissionsOf, roles } from './keys/roles.ts'
import { routes } from './routes/routes.ts'
import { type Reply, type TestRegistry, testRegistry } from './testing/test-registry.ts'

let registry: TestRegistry
// The matrix is a thousand requests: without sockets.
let direct: Registry
const keys = new Map<string, string>()

beforeAll(async () => {
  registry = await testRegistry()
  direct = createRegistry({ storage: registry.storage })
  await registry.storage.projects.create({ id: 'other', name: 'Other' }, { keyId: 'test', mayDeploy: true })
  for (const role of roles) {
    keys.set(role, await registry.key(role))
    keys.set(`${role} of all`, await registry.key(role, null))
    keys.set(`${role} of another`, await registry.key(role, 'other'))
  }
  const revoked = await registry.key('admin')
  await registry.storage.keys.revoke(revoked.split('_')[1] ?? '')
  keys.set('revoked', revoked)
})
afterAll(() => registry[Symbol.asyncDispose]())

async function ask(key: string, { method, path }: { method: string; path: string }): Promise<Reply> {
  const address = path
    .replace('{project_id}', registry.projectId)
    .replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')
  const body = ['post', 'put', 'patch'].includes(method) ? '{}' : undefined
  const response = await direct.fetch(
    new Request(`http://localhost${address}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${keys.get(key) ?? key}` },
      ...(body && { body }),
    }),
  )
  return { status: response.status, headers: response.headers, body: await response.json() }
}

// Made from the table itself: no route can be forgotten.
describe.each(routes.map((route) => ({ name: `${route.method} ${route.path}`, ...route })))(
  '$name',
  (route) => {
    const isOfProject = route.path.includes('{project_id}')

    test.each(roles)('a key of the role %s', async (role) => {
      const { status, body } = await ask(`${role} of all`, route)
      if (permissionsOf[role].includes(route.needs)) expect([401, 403]).not.toContain(status)
      else {
        expect(status).toBe(403)
        expect(body).toEqual({
          code: 'forbidden',
          message: expect.stringContaining(`it takes ${route.needs}`),
        })
      }
    })

    if (isOfProject) {
      test('no key of another project', async () => {
        for (const role of roles) expect((await ask(`${role} of another`, route)).status).toBe(403)
      })
    }

    test('none without a key that is valid', async () => {
      const stranger = (keys.get('admin') ?? '').slice(0, -43) + 'A'.repeat(43)
      for (const key of ['revoked', '', 'nonsense', stranger, `us_${'0'.repeat(16)}_${'A'.repeat(43)}`]) {
        const { status, headers, body } = await ask(key, route)
        expect(status).toBe(401)
        expect(headers.get('www-authenticate')).toBe('Bearer')
        expect(body).toMatchObject({ code: 'unauthenticated' })
      }
    })
  },
)

test('a key that this process revokes ends at once', async () => {
  const key = await registry.key('read')
  const id = key.split('_')[1] ?? ''
  expect(await registry.ask(key, 'GET', 'environments')).toMatchObject({ status: 200 })
  await registry.storage.keys.revoke(id)
  expect(await registry.ask(key, 'GET', 'environments')).toMatchObject({ status: 401 })
})

test('projects are made by keys of all projects', async () => {
  const body = { name: 'new' }
  const refused = await registry.ask(keys.get('admin') ?? '', 'POST', '/api/v2/projects', body)
  expect(refused).toMatchObject({ status: 403 })
  const made = await registry.ask(keys.get('admin of all') ?? '', 'POST', '/api/v2/projects', body)
  expect(made).toMatchObject({ status: 201, body: { id: expect.any(String), name: 'new' } })
  const listed = await registry.ask(keys.get('read') ?? '', 'GET', '/api/v2/projects/all')
  expect(listed.body).toMatchObject({ projects: [{ id: registry.projectId }] })
})

test('feedback by the older route finds only completions of the own project', async () => {
  const recorded = await registry.ask(keys.get('record') ?? '', 'POST', 'sessions/s/completions', {
    messages: ['x'],
  })
  const { completion_id: id } = recorded.body as { completion_id: string }
  const give = (key: string): Promise<Reply> =>
    registry.ask(keys.get(key) ?? '', 'PUT', `/api/v1/completion_feedback/${id}`, { good: true })
  expect(await give('record of another')).toMatchObject({ status: 404 })
  expect(await give('record')).toMatchObject({ status: 201 })
  expect(await give('record of all')).toMatchObject({ status: 201 })
})

test('what a key may see is not what it may change', async () => {
  const tagged = await registry.ask(
    keys.get('write') ?? '',
    'POST',
    'prompt-templates/name/qa/versions?create_template_if_not_exists=true',
    {
      template_messages: [{ role: 'user', content: 'a' }],
      model: 'm',
      provider: 'openai',
      environments: ['prod'],
    },
  )
  expect(tagged.status).toBe(201)
  const path = 'prompt-templates/name/qa?environment=prod'
  for (const role of roles) {
    expect(await registry.ask(keys.get(role) ?? '', 'GET', path)).toMatchObject({ status: 200 })
  }
})
