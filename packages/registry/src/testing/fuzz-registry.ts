import type { Json, JsonObject } from '@understudy/compiler'
import fc from 'fast-check'
import { z } from 'zod'
import { createRegistry } from '../create-registry.ts'
import { openApiDocument } from '../http/open-api-document.ts'
import type { Route } from '../http/route.ts'
import { createKey } from '../keys/create-key.ts'
import { routes } from '../routes/routes.ts'
import type { Storage } from '../storage/storage.ts'
import { anyText } from './any-text.ts'
import { schemaArbitrary } from './schema-arbitrary.ts'
import { systemActor } from './test-registry.ts'

const errorBody = z.strictObject({
  code: z.string(),
  message: z.string().min(1),
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
})

interface Call {
  route: Route
  url: string
  body: string | undefined
}

/**
 * Sends requests made from the OpenAPI document, right ones, nearly right ones and wrong ones, and holds each answer
 * against the document: never a failure of the registry, never none, always in a form that is documented.
 *
 * @returns how many calls had which status.
 */
export async function fuzzRegistry(
  storage: Storage,
  calls: number,
  seed?: number,
): Promise<Map<number, number>> {
  await storage.projects.create({ id: 'p', name: 'Project' }, systemActor)
  await seedStorage(storage)
  const { token } = await createKey(storage, { projectId: undefined, role: 'admin' })
  const failures: unknown[] = []
  const registry = createRegistry({ storage, onError: (error) => void failures.push(error) })
  const statuses = new Map<number, number>()

  await fc.assert(
    fc.asyncProperty(callArbitrary(), async ({ route, url, body }) => {
      const response = await answerInTime(
        registry.fetch(
          new Request(url, {
            method: route.method.toUpperCase(),
            headers: { authorization: `Bearer ${token}` },
            ...(body !== undefined && { body }),
          }),
        ),
      )
      const { status } = response
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const [failure] = failures.splice(0)
      if (failure) throw failure
      const answer: unknown = await response.json()
      if (status === route.status) route.answer.parse(answer)
      else errorBody.parse(answer)
      if (status >= 500 || (status < 400 && status !== route.status)) throw new Error(`status ${status}`)
    }),
    { numRuns: calls, ...(seed !== undefined && { seed }) },
  )
  await registry.close()
  return statuses
}

/** So that some of the ids that are sent lead to something. */
async function seedStorage({ templates, datasets, recordings, sessions }: Storage): Promise<void> {
  await templates.create('p', { id: 'id1', name: 'name1' }, systemActor)
  const content = {
    content: [{ role: 'user', content: '{{#a}}{{b}}{{/a}}{{c.d}}' }],
    provider: 'openai',
    flavor: 'openai_chat',
    model: 'm',
    params: {},
  }
  await templates.createVersion('p', { id: 'id1' }, content, ['name1'], systemActor)
  await datasets.create('p', { kind: 'prompt', name: 'name1', body: {} }, systemActor)
  await sessions.putTrace(
    'p',
    { id: 'id1', sessionId: 'id1', body: {}, evalResults: {}, metadata: {} },
    systemActor,
  )
  await recordings.add([
    {
      projectId: 'p',
      id: 'id1',
      sessionId: 'id1',
      sessionMetadata: {},
      startedAt: 0,
      fallback: false,
      evalResults: {},
      body: { messages: [] },
      recordedBy: 'k',
    },
  ])
}

function callArbitrary(): fc.Arbitrary<Call> {
  const paths: { [path: string]: { [method: string]: Operation } } = JSON.parse(
    JSON.stringify(openApiDocument(routes).paths),
  )
  return fc.oneof(
    ...routes.map((route) => {
      const operation = paths[route.path]?.[route.method]
      const schema = operation?.requestBody?.content['application/json'].schema
      const parameters = operation?.parameters ?? []
      return fc
        .record({
          path: fc.record(
            Object.fromEntries(
              parameters
                .filter((one) => one.in === 'path')
                .map((one) => [one.name, one.name === 'project_id' ? fc.constant('p') : nameArbitrary]),
            ),
          ),
          query: fc.record(
            Object.fromEntries(
              parameters
                .filter((one) => one.in === 'query')
                .map((one) => [one.name, fc.oneof(queryArbitrary, schemaArbitrary(one.schema))]),
            ),
            { requiredKeys: [] },
          ),
          body: schema ? bodyArbitrary(schema) : fc.constant(undefined),
        })
        .map(({ path, query, body }): Call => {
          const address = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encode(path[name] ?? ''))
          const search = new URLSearchParams(
            Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
          )
          return { route, url: `http://localhost${address}?${search}`, body }
        })
    }),
  )
}

interface Operation {
  parameters: { name: string; in: string; schema: JsonObject }[]
  requestBody?: { content: { 'application/json': { schema: JsonObject } } }
}

const nameArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('id1', 'name1') },
  anyText(12).map((text) => text || 'x'),
  fc.constantFrom('%', 'a b', 'ü', "'", '"', '\u0000', '💥', '__proto__', 'x'.repeat(300)),
)
const queryArbitrary = fc.oneof(
  nameArbitrary,
  fc.constantFrom('', '0', '1', '-1', '1e9', 'NaN', '2026-01-01T00:00:00Z', '1-2', '5', '"', "' or 1"),
)

function bodyArbitrary(schema: JsonObject): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: schemaArbitrary(schema).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: anyText() },
    { weight: 1, arbitrary: fc.constantFrom('', '{', 'null', '[]', '{"__proto__":{"a":1}}', deep(10_000)) },
  )
}

function deep(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`
}

/** A path's own `.` and `..` are resolved by the URL, not by the registry. */
function encode(part: Json): string {
  const text = String(part)
  return text === '.' || text === '..' ? 'dots' : encodeURIComponent(text.toWellFormed())
}

async function answerInTime(answer: Promise<Response>): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer within 20 s')), 20_000)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
