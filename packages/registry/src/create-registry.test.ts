import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createRegistry, type RegistryOptions } from './create-registry.ts'
import { createKey } from './keys/create-key.ts'
import { openSqlite } from './storage/sqlite/open-sqlite.ts'
import type { Storage } from './storage/storage.ts'
import { testRegistry } from './testing/test-registry.ts'

const version = {
  template_messages: [
    { role: 'system', content: 'Be {{mood}}.' },
    { kind: 'history' },
    { role: 'user', content: '{{question}}' },
  ],
  model: 'claude-haiku-4-5',
  provider: 'anthropic',
  environments: ['prod'],
}
const CREATE = 'prompt-templates/name/qa/versions?create_template_if_not_exists=true'

describe('templates', () => {
  test('are not sent again to who has them', async () => {
    await using registry = await testRegistry()
    const key = await registry.key('write')
    await registry.ask(key, 'POST', CREATE, version)
    const path = 'prompt-templates/all/prod'
    const first = await registry.ask(key, 'GET', path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{27}"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await registry.ask(key, 'GET', path, undefined, { 'if-none-match': known })
      expect(again).toMatchObject({ status: 304, body: undefined })
      expect(again.headers.get('etag')).toBe(etag)
    }
    await registry.ask(key, 'POST', CREATE, { ...version, model: 'claude-opus-5' })
    const changed = await registry.ask(key, 'GET', path, undefined, { 'if-none-match': etag })
    expect(changed).toMatchObject({
      status: 200,
      body: { prompt_templates: [{ metadata: { model: 'claude-opus-5' } }] },
    })
  })

  test('are filled in', async () => {
    await using registry = await testRegistry()
    const key = await registry.key('write')
    const { body } = await registry.ask(key, 'POST', CREATE, version)
    const { prompt_template_id: id, prompt_template_version_id: versionId } = body as Record<string, string>
    const variables = { mood: '{{question}} & <kind>', question: ['a', 1], constructor: 1 }
    const bound = {
      status: 200,
      body: {
        ...(body as object),
        content: [
          { role: 'system', content: 'Be {{question}} & <kind>.' },
          { role: 'user', content: '["a",1]' },
        ],
        formatted_content: [{ role: 'user', content: '["a",1]' }],
        system_content: 'Be {{question}} & <kind>.',
      },
    }
    expect(
      await registry.ask(key, 'POST', `prompt-templates/id/${id}/versions/${versionId}`, variables),
    ).toMatchObject(bound)
    expect(
      await registry.ask(key, 'POST', 'prompt-templates/name/qa?environment=prod', variables),
    ).toMatchObject(bound)
  })

  test.each([
    ['a section without end', { template_messages: [{ role: 'user', content: 'Hi {{#a}}' }] }],
    ['an unknown provider', { provider: 'acme' }],
    ['no message', { template_messages: [] }],
    ['a message without content', { template_messages: [{ role: 'user' }] }],
    ['a name with a line break', { model: 'a\nb' }],
  ])('with %s are refused, and the place is told', async (_, wrong) => {
    await using registry = await testRegistry()
    const key = await registry.key('write')
    const { status, body } = await registry.ask(key, 'POST', CREATE, { ...version, ...wrong })
    expect(status).toBe(422)
    expect(body).toEqual({
      code: 'invalid_request',
      message: expect.any(String),
      issues: [
        { path: expect.stringMatching(/^(template_messages|flavor|model)/), message: expect.any(String) },
      ],
    })
  })

  test('a protected environment waits for another key', async () => {
    await using registry = await testRegistry()
    const [admin, write, deploy] = [
      await registry.key('admin'),
      await registry.key('write'),
      await registry.key('deploy'),
    ]
    await registry.ask(admin, 'PUT', 'environments/prod', { protected: true, approval: true })
    expect(await registry.ask(write, 'POST', CREATE, version)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('"prod" is protected') },
    })
    const { body } = await registry.ask(write, 'POST', CREATE, { ...version, environments: ['staging'] })
    const { prompt_template_id: id, prompt_template_version_id: versionId } = body as Record<string, string>
    const tag = await registry.ask(
      deploy,
      'POST',
      `prompt-templates/id/${id}/versions/${versionId}/environments`,
      { environments: ['prod', 'dev'] },
    )
    expect(tag).toMatchObject({
      status: 200,
      body: { environments: ['dev'], pending: [{ environment: 'prod' }] },
    })
    const { pending } = tag.body as { pending: { deployment_id: string }[] }
    const approve = `deployments/id/${pending[0]?.deployment_id}/approve`
    expect(await registry.ask(deploy, 'POST', approve)).toMatchObject({ status: 403 })
    expect(await registry.ask(write, 'POST', approve)).toMatchObject({ status: 403 })
    const path = 'prompt-templates/name/qa?environment=prod'
    expect(await registry.ask(deploy, 'GET', path)).toMatchObject({ status: 404 })
    expect(await registry.ask(admin, 'POST', approve)).toMatchObject({
      status: 200,
      body: { state: 'approved' },
    })
    expect(await registry.ask(admin, 'POST', approve)).toMatchObject({ status: 409 })
    expect(await registry.ask(deploy, 'GET', path)).toMatchObject({ status: 200 })
    const { body: log } = await registry.ask(admin, 'GET', 'audit-log?page_size=4')
    expect(log).toMatchObject({
      data: [
        { action: 'tag.move', target: 'prod', actor: admin.split('_')[1] },
        { action: 'deployment.approved' },
        { action: 'deployment.request', actor: deploy.split('_')[1] },
        { action: 'tag.move', target: 'dev' },
      ],
      pagination: { page: 1, page_size: 4, has_next: true },
    })
  })
})

describe('recordings', () => {
  test('many at once, found again by filters', async () => {
    await using registry = await testRegistry()
    const [record, read] = [await registry.key('record'), await registry.key('read')]
    const recordings = Array.from({ length: 120 }, (_, i) => ({
      completion_id: `c${i}`,
      session_id: `s${i % 7}`,
      messages: [{ role: 'assistant', content: `Answer number ${i}` }],
      prompt_info: { environment: i % 2 ? 'fallback' : 'prod' },
      call_info: { start_time: i, model: 'm', provider: 'openai', served_by_fallback: i % 2 === 1 },
    }))
    const sent = await registry.ask(record, 'POST', 'recordings', { recordings })
    expect(sent).toMatchObject({
      status: 201,
      body: { completion_ids: recordings.map((one) => one.completion_id) },
    })
    await registry.ask(record, 'POST', 'recordings', { recordings })
    const ids = async (query: string): Promise<string[]> => {
      const found: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const address: string = `completions?page_size=50&${query}${cursor && `&cursor=${cursor}`}`
        const { body } = await registry.ask(read, 'GET', address)
        const { data, pagination } = body as {
          data: { completion_id: string }[]
          pagination: { next_cursor?: string; has_next: boolean }
        }
        expect(pagination.has_next).toBe(pagination.next_cursor !== undefined)
        found.push(...data.map(({ completion_id }) => completion_id))
        cursor = pagination.next_cursor
      }
      return found
    }
    expect(await ids('')).toEqual(recordings.map((one) => one.completion_id).toReversed())
    expect(await ids('fallback=true')).toHaveLength(60)
    expect(await ids('environment=prod&session_id=s1')).toHaveLength(8)
    expect(await ids('text=number%2077')).toEqual(['c77'])
    expect(await ids('from=1970-01-01T00:01:57Z')).toEqual(['c119', 'c118', 'c117'])
    expect(await ids('to=1970-01-01T01:00:02%2B01:00')).toEqual(['c1', 'c0'])
    expect((await registry.ask(read, 'GET', 'completions?from=yesterday')).status).toBe(422)
    expect((await registry.ask(read, 'GET', 'completions?feedback=none')).status).toBe(422)
    expect((await registry.ask(read, 'GET', 'completions?page_size=101')).status).toBe(422)
    expect((await registry.ask(record, 'POST', 'recordings', { recordings: [] })).status).toBe(422)
  })
})

test('credentials of providers are neither kept nor given away', async () => {
  await using registry = await testRegistry()
  const [key, read] = [await registry.key('write'), await registry.key('read')]
  const info = { region: 'eu', max_tokens: 5, headers: [{ Authorization: 'Bearer x' }], apiKey: 'x' }
  const refused = await registry.ask(key, 'POST', CREATE, {
    ...version,
    provider_info: info,
    llm_parameters: { temperature: 0, aws: { secret_access_key: 'x' } },
  })
  expect(refused).toMatchObject({
    status: 422,
    body: {
      issues: [
        { path: 'provider_info.headers.0.Authorization' },
        { path: 'provider_info.apiKey' },
        { path: 'llm_parameters.aws.secret_access_key' },
      ],
    },
  })
  const call_info = { provider_info: info, llm_parameters: { top_p: 1, 'api-key': 'x' } }
  const recording = { completion_id: 'c', messages: ['x'], call_info }
  expect((await registry.ask(key, 'POST', 'sessions/s/completions', recording)).status).toBe(201)
  const { body } = await registry.ask(read, 'GET', 'completions/c')
  expect(body).toMatchObject({
    call_info: {
      provider_info: { region: 'eu', max_tokens: 5, headers: [{}] },
      llm_parameters: { top_p: 1 },
    },
  })
  expect(JSON.stringify(body)).not.toMatch(/authorization|api.?key/i)
})

describe('over HTTP', () => {
  test('every answer has the headers that keep browsers out', async () => {
    await using registry = await testRegistry()
    for (const path of ['/healthz', '/openapi.json', '/nowhere', '/api/v2/projects/all']) {
      const { headers } = await registry.ask('', 'GET', path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('pages of named origins may call, no others', async () => {
    await using registry = await testRegistry({ origins: ['https://studio.example'] })
    const preflight = async (origin: string): Promise<string | null> => {
      const { headers } = await registry
        .ask('', 'OPTIONS', '/api/v2/projects/all', undefined, {
          origin,
          'access-control-request-method': 'GET',
        })
        .catch(() => ({ headers: new Headers() }))
      return headers.get('access-control-allow-origin')
    }
    expect(await preflight('https://studio.example')).toBe('https://studio.example')
    expect(await preflight('https://evil.example')).toBeNull()
  })

  test.each([
    ['no JSON', '{', 400, 'malformed'],
    ['nothing', '', 400, 'malformed'],
    ['too many levels', '['.repeat(100_000) + ']'.repeat(100_000), 422, 'invalid_request'],
    ['too many bytes', `"${'x'.repeat(300_000)}"`, 413, 'too_large'],
  ])('a body of %s is refused', async (_, body, status, code) => {
    await using registry = await testRegistry({ maxBodySize: 250_000 })
    const key = await registry.key('record')
    const reply = await registry.ask(key, 'POST', 'sessions/s/completions', body)
    expect(reply).toMatchObject({ status, body: { code } })
  })

  test('a body of unknown length is read no further than allowed', async () => {
    await using registry = await testRegistry({ maxBodySize: 10_000 })
    const key = await registry.key('record')
    const send = async (chunks: number): Promise<number | undefined> => {
      const sending = request(
        `${registry.url}/api/v2/projects/${registry.projectId}/sessions/s/completions`,
        { method: 'POST', headers: { authorization: `Bearer ${key}` } },
      )
      const answered = once(sending, 'response')
      sending.write('{"messages":["')
      for (let i = 0; i < chunks; i++) sending.write('x'.repeat(1_000))
      sending.end('"]}')
      const [response] = (await answered) as [IncomingMessage]
      response.resume()
      return response.statusCode
    }
    expect(await send(5)).toBe(201)
    expect(await send(50)).toBe(413)
  })

  test('a key that asks too often has to wait', async () => {
    await using registry = await testRegistry({ rateLimit: { perSecond: 0.01, burst: 3 } })
    const [key, other] = [await registry.key('read'), await registry.key('read')]
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await registry.ask(key, 'GET', '/api/v2/projects/all')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await registry.ask(key, 'GET', '/api/v2/projects/all')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    expect((await registry.ask(other, 'GET', '/api/v2/projects/all')).status).toBe(200)
  })

  test('a failure tells the client nothing, and the log all', async () => {
    const storage = await openSqlite(':memory:')
    const { token } = await createKey(storage, { projectId: undefined, role: 'admin' })
    const told: unknown[] = []
    const broken: RegistryOptions['storage'] = {
      ...storage,
      projects: { ...storage.projects, list: () => Promise.reject(new Error('password is hunter2')) },
    }
    const registry = createRegistry({
      storage: broken,
      onError: (error, request) => void told.push([String(error), request]),
    })
    const response = await registry.fetch(
      new Request('http://localhost/api/v2/projects/all', { headers: { authorization: `Bearer ${token}` } }),
    )
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      code: 'failed',
      message: 'The registry failed. Try again later; its log has more.',
    })
    expect(told).toEqual([['Error: password is hunter2', { method: 'GET', path: '/api/v2/projects/all' }]])
    await storage.close()
  })

  test('it tells its health, and describes itself', async () => {
    await using registry = await testRegistry()
    expect(await registry.ask('', 'GET', '/healthz')).toMatchObject({ status: 200, body: { ok: true } })
    const { body } = await registry.ask('', 'GET', '/openapi.json')
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/v2/projects/{project_id}/prompt-templates/name/{template_name}': {
          get: {
            'x-permission': 'pull',
            parameters: [
              { name: 'project_id', in: 'path' },
              { in: 'path' },
              { name: 'environment', in: 'query', required: true },
            ],
            responses: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } },
          },
        },
      },
    })
    expect(await registry.ask('', 'GET', '/api/v3')).toMatchObject({
      status: 404,
      body: { code: 'not_found', message: 'There is nothing at this address.' },
    })
  })
})

test('a database that is full is 503, which passes when there is room; reads go on', async () => {
  const storage = await openSqlite(':memory:')
  let isFull = true
  const tight: Storage = {
    ...storage,
    recordings: {
      ...storage.recordings,
      add: (all) =>
        isFull ? Promise.reject(new Error('database or disk is full')) : storage.recordings.add(all),
    },
  }
  const told: string[] = []
  const onError = (error: unknown): void => void told.push(String(error))
  await using registry = await testRegistry({ storage: tight, onError })
  const key = await registry.key('write')
  const record = () => registry.ask(key, 'POST', 'sessions/s/completions', { messages: ['x'] })
  expect(await record()).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(told).toEqual(['Error: database or disk is full'])
  expect(await registry.ask(key, 'GET', 'completions')).toMatchObject({ status: 200 })
  isFull = false
  expect(await record()).toMatchObject({ status: 201 })
  await storage.close()
})
