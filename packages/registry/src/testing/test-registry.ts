import { randomUUID } from 'node:crypto'
import { createKey } from '../keys/create-key.ts'
import type { Role } from '../keys/roles.ts'
import { type RunningRegistry, type ServeOptions, serve } from '../serve.ts'
import { openSqlite } from '../storage/sqlite/open-sqlite.ts'
import type { Storage } from '../storage/storage.ts'

/** What a request got. */
export interface Reply {
  status: number
  headers: Headers
  // The tests look into it by matchers.
  body: unknown
}

/** A registry that listens on a free port, with one project. */
export interface TestRegistry extends AsyncDisposable {
  url: string
  storage: Storage
  projectId: string
  key(role: Role, projectId?: string | null): Promise<string>
  /** Asks with a key; the path stands under `/api/v2/projects/<the project>/` unless it begins with a slash. */
  ask(token: string, method: string, path: string, body?: unknown, headers?: HeadersInit): Promise<Reply>
}

export const systemActor = { keyId: 'test', mayDeploy: true } as const

export async function testRegistry(
  options: Partial<ServeOptions> & { storage?: Storage } = {},
): Promise<TestRegistry> {
  const storage = options.storage ?? (await openSqlite(':memory:'))
  const projectId = randomUUID()
  await storage.projects.create({ id: projectId, name: `project ${projectId}` }, systemActor)
  const failures: unknown[] = []
  const onError = (error: unknown): void => void failures.push(error)
  const running: RunningRegistry = await serve({ port: 0, onError, ...options, storage })
  return {
    url: running.url,
    storage,
    projectId,
    async key(role, ofProject = projectId) {
      const { token } = await createKey(storage, { projectId: ofProject ?? undefined, role })
      return token
    },
    async ask(token, method, path, body, headers) {
      const address = path.startsWith('/') ? path : `/api/v2/projects/${projectId}/${path}`
      const response = await fetch(running.url + address, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      }
    },
    async [Symbol.asyncDispose]() {
      await running.close()
      if (!options.storage) await storage.close()
      // What made a request fail with 500 fails the test, with its own stack.
      for (const failure of failures) throw failure
    },
  }
}
