import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createRegistry, openSqlite, type Storage } from '@understudy/registry'
import { createProject, type Project } from '@understudy/sources'
import { registry } from '@understudy/sources/config'
import { expect, test, vi } from 'vitest'

const actor = { keyId: 'test', mayDeploy: true }

interface Fixture extends AsyncDisposable {
  url: string
  storage: Storage
  root: string
  /** What was answered, in order. */
  answers: { path: string; status: number; bytes: number }[]
  project(options?: Partial<Parameters<typeof registry>[0]>): Project
  tag(name: string, environment: string, text: string): Promise<string>
}

/** A registry that listens, and a project that pulls from it. */
async function fixture(): Promise<Fixture> {
  const storage = await openSqlite(':memory:')
  await storage.projects.create({ id: 'support', name: 'Support' }, actor)
  const { fetch } = createRegistry({ storage })
  const answers: Fixture['answers'] = []
  const server = createServer(async (request, response) => {
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    const answer = await fetch(new Request(`http://localhost${request.url}`, { headers }))
    const body = Buffer.from(await answer.arrayBuffer())
    answers.push({ path: request.url ?? '', status: answer.status, bytes: body.length })
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = await mkdtemp(join(tmpdir(), 'understudy-registry-source-'))
  const { token } = await createKey(storage, { projectId: 'support', role: 'read' })
  vi.stubEnv('UNDERSTUDY_API_KEY', token)
  return {
    url,
    storage,
    root,
    answers,
    project: (options = {}) =>
      createProject({
        root,
        config: {
          environments: ['prod', 'fallback'],
          source: registry({ url, project: 'support', ...options }),
        },
      }),
    async tag(name, environment, text) {
      const content = {
        content: [
          { role: 'system', content: text },
          { kind: 'history' },
          { role: 'user', content: '{{question}}' },
        ],
        provider: environment === 'fallback' ? 'anthropic' : 'openai',
        flavor: environment === 'fallback' ? 'anthropic_chat' : 'openai_chat',
        model: 'm',
        params: { max_tokens: 100 },
      }
      const reference = { name, create: true }
      return (await storage.templates.createVersion('support', reference, content, [environment], actor)).id
    },
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs()
      server.closeAllConnections()
      server.close()
      await storage.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

test('templates come from a real registry; where nothing changed, an environment is one empty answer', async () => {
  await using it = await fixture()
  for (let i = 0; i < 20; i++) {
    for (const environment of ['prod', 'fallback']) {
      await it.tag(`support/qa-${i}`, environment, `You answer ${i} for ${environment}. `.repeat(40))
    }
  }
  const first = await it.project().pull()
  expect(first).toMatchObject({ errors: [], added: { length: 40 } })
  expect(it.answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await readFile(join(it.root, 'prompts/support/qa-3/fallback.yaml'), 'utf8')).toContain('anthropic')

  it.answers.length = 0
  expect(await it.project().pull()).toMatchObject({ errors: [], unchanged: 40, added: [] })
  expect(it.answers).toEqual(
    ['prod', 'fallback'].map((environment) => ({
      path: `/api/v2/projects/support/prompt-templates/all/${environment}`,
      status: 304,
      bytes: 0,
    })),
  )

  it.answers.length = 0
  const version = await it.tag('support/qa-3', 'prod', 'You answer anew.')
  const third = await it.project().pull()
  expect(third).toMatchObject({
    errors: [],
    changed: [{ prompt: 'support/qa-3', environment: 'prod', after: { version } }],
  })
  expect(it.answers.map(({ status }) => status).sort()).toEqual([200, 304])
  const { errors } = await it.project().check()
  expect(errors).toEqual([])
})

test('environments may have other names in the registry, and slashes behind the address are no matter', async () => {
  await using it = await fixture()
  await it.tag('qa', 'production', 'Hello')
  const project = it.project({ url: `${it.url}//`, environments: { prod: 'production' }, prompts: ['qa'] })
  expect(await project.pull()).toMatchObject({ errors: [], added: [{ prompt: 'qa', environment: 'prod' }] })
})

test('errors say which registry, and which key', async () => {
  await using it = await fixture()
  const messages = async (project: Project): Promise<string> =>
    (await project.pull()).errors.map(({ message }) => message).join('\n')
  expect(await messages(it.project({ project: 'other' }))).toContain('UNDERSTUDY_API_KEY')
  vi.stubEnv('HOUSE_KEY', 'us_wrong')
  const refused = await messages(it.project({ keyVariable: 'HOUSE_KEY' }))
  expect(refused).toMatch(/The registry.*401[\s\S]*HOUSE_KEY/)
  expect(refused).not.toContain('us_wrong')
  vi.stubEnv('UNDERSTUDY_API_KEY', '')
  expect(await messages(it.project())).toContain('UNDERSTUDY_API_KEY')
})
