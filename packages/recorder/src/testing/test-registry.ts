import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createKey, openSqlite, serve } from '@understudy/registry'

/**
 * What the registry does with a request: answers, fails, answers never, does it and loses the answer, does it at once and
 * answers late, or does it late. Late is when `catchUp` is called, whatever the client has done meanwhile.
 */
export type Mode = 'ok' | '500' | 'hang' | 'lost' | 'answers late' | 'works late'

/** A real registry, behind a door that can be broken. */
export interface TestRegistry extends AsyncDisposable {
  /** Where the API is; it stays the same over `stop` and `start`. */
  url: string
  project: string
  apiKey: string
  mode: Mode
  /** How many requests have come to the door. */
  readonly requests: number
  /** Closes the door: connections are refused. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Does what is still to be done late. @returns how many requests that was. */
  catchUp(): Promise<number>
  /** What the API gives, past the door. */
  get(path: string): Promise<unknown>
  post(path: string, body: object): Promise<unknown>
  /** The ids of all recordings, sorted; one that is stored twice is here twice. */
  recorded(): Promise<string[]>
}

export async function testRegistry(): Promise<TestRegistry> {
  const storage = await openSqlite(':memory:')
  const project = randomUUID()
  await storage.projects.create({ id: project, name: 'test' }, { keyId: 'test', mayDeploy: true })
  const { token: apiKey } = await createKey(storage, { projectId: project, role: 'record' })
  const { token: admin } = await createKey(storage, { projectId: project, role: 'admin' })
  const behind = await serve({ port: 0, storage })
  let port = 0
  let door: Server | undefined
  let requests = 0
  const late: (() => Promise<void>)[] = []

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests++
    const body = await buffer(request)
    if (registry.mode === 'hang') return
    if (registry.mode === '500') return void response.writeHead(500).end('{}')
    const { mode } = registry
    const work = async (): Promise<() => Promise<void>> => {
      const answer = await fetch(behind.url + request.url, {
        method: request.method ?? 'GET',
        headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      })
      const text = await answer.text()
      return async () => {
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
      }
    }
    if (mode === 'works late') return void late.push(async () => await (await work())())
    const reply = await work()
    if (mode === 'lost') response.destroy()
    else if (mode === 'answers late') late.push(reply)
    else await reply()
  }

  const registry: TestRegistry = {
    url: '',
    project,
    apiKey,
    mode: 'ok',
    get requests() {
      return requests
    },
    async stop() {
      const closed = new Promise((resolve) => door?.close(resolve))
      door?.closeAllConnections()
      await closed
    },
    async start() {
      door = createServer((request, response) => {
        pass(request, response).catch((error: unknown) => response.destroy(error as Error))
      })
      await new Promise<void>((resolve) => door?.listen(port, '127.0.0.1', resolve))
      port = (door.address() as AddressInfo).port
      registry.url = `http://127.0.0.1:${port}/api`
    },
    async catchUp() {
      const all = late.splice(0)
      for (const one of all) await one()
      return all.length
    },
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    async recorded() {
      const ids: string[] = []
      let cursor = ''
      do {
        const page = (await ask('GET', `completions?page_size=100${cursor}`)) as {
          data: { completion_id: string }[]
          pagination: { next_cursor?: string }
        }
        ids.push(...page.data.map(({ completion_id }) => completion_id))
        const { next_cursor: next } = page.pagination
        cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`
      } while (cursor !== '')
      return ids.toSorted()
    },
    async [Symbol.asyncDispose]() {
      await registry.stop()
      await behind.close()
      await storage.close()
    },
  }

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${behind.url}/api/v2/projects/${project}/${path}`, {
      method,
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }

  await registry.start()
  return registry
}
