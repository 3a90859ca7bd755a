import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { authenticate } from './http/authenticate.ts'
import type { Caller } from './http/caller.ts'
import { errorResponse, toRegistryError } from './http/error-response.ts'
import { isFresh } from './http/is-fresh.ts'
import { keyCache } from './http/key-cache.ts'
import { openApiDocument } from './http/open-api-document.ts'
import { type RateLimit, rateLimiter } from './http/rate-limiter.ts'
import { readBody } from './http/read-body.ts'
import type { Route, Services } from './http/route.ts'
import { directRecorder } from './recorder/direct-recorder.ts'
import type { Recorder } from './recorder/recorder.ts'
import { recorderThread } from './recorder/recorder-thread.ts'
import { RegistryError } from './registry-error.ts'
import { routes } from './routes/routes.ts'
import type { Storage } from './storage/storage.ts'

export interface RegistryOptions {
  /** From `openSqlite` or `openPostgres`; stays open when the registry closes. */
  storage: Storage
  /** Largest body of a request, in bytes. @default 10 MiB */
  maxBodySize?: number
  rateLimit?: RateLimit
  /** Origins whose pages may call the registry from a browser. @default none */
  origins?: readonly string[]
  /** Is told what made a request fail with status 500 or 503, or a sweep of what is too old. @default nobody */
  onError?: (error: unknown, request: { method: string; path: string }) => void
}

/** The registry as a function from request to response, for any server that speaks fetch. */
export interface Registry {
  fetch(request: Request): Promise<Response>
  /** Waits until what was recorded is kept. */
  close(): Promise<void>
}

const NOTHING = new Uint8Array()

export function createRegistry(options: RegistryOptions): Registry {
  const { storage, maxBodySize = 10 * 1024 * 1024, rateLimit = {}, origins = [], onError } = options
  const services: Services = { storage, recorder: recorderOf(storage) }
  const keys = keyCache(storage.keys)
  const limiter = rateLimiter(rateLimit)
  const document = JSON.stringify(openApiDocument(routes))
  const app = new Hono()

  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: 'DENY',
    }),
  )
  if (origins.length > 0) app.use(cors({ origin: [...origins], exposeHeaders: ['ETag', 'Retry-After'] }))
  app.notFound(() => errorResponse(new RegistryError('not_found', 'There is nothing at this address.')))
  app.onError((error, c) => {
    const refusal = toRegistryError(error)
    if (refusal.status >= 500) onError?.(error, { method: c.req.method, path: c.req.path })
    return errorResponse(refusal)
  })

  app.get('/healthz', async (c) => {
    await storage.check()
    return c.json({ ok: true })
  })
  app.get('/openapi.json', (c) => c.body(document, 200, { 'content-type': 'application/json' }))

  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
      const caller = await authenticate(keys, c.req.header('authorization'))
      const wait = limiter.take(caller.keyId)
      if (wait > 0) {
        const refusal = new RegistryError('rate_limited', `Too many requests: ask again in ${wait} s.`)
        return errorResponse(refusal, { 'retry-after': String(wait) })
      }
      const parameters: Record<string, string> = c.req.param()
      await authorize(route, caller, parameters.project_id, storage)
      const query = c.req.query()
      const bytes = route.body ? await readBody(c.req.raw, maxBodySize) : NOTHING
      return answer(c, route, await route.run({ ...services, caller, parameters, query, bytes }))
    })
  }

  return {
    fetch: async (request) => app.fetch(request),
    close() {
      keys.close()
      return services.recorder.close()
    },
  }
}

function recorderOf({ address, recordings }: Storage): Recorder {
  return address ? recorderThread(address) : directRecorder(recordings)
}

/** @throws {RegistryError} unless the key may do this, in this project. */
async function authorize(
  { needs }: Route,
  { permissions, projectId: own }: Caller,
  projectId: string | undefined,
  storage: Storage,
): Promise<void> {
  if (!permissions.includes(needs)) {
    throw new RegistryError('forbidden', `The role of this key does not permit this: it takes ${needs}.`)
  }
  if (projectId === undefined) return
  if (own !== undefined && own !== projectId) {
    throw new RegistryError('forbidden', 'This key is for another project.')
  }
  if (own === undefined && !(await storage.projects.find(projectId))) {
    throw new RegistryError('not_found', 'There is no such project.')
  }
}

function answer(c: Context, { status, etag }: Route, body: unknown): Response {
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'cache-control': 'private, no-cache' }
  if (!etag) return c.body(text, status, { ...headers, 'cache-control': 'no-store' })
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
  if (isFresh(c.req.header('if-none-match'), tag)) return c.body(null, 304, { ...headers, etag: tag })
  return c.body(text, status, { ...headers, etag: tag })
}
