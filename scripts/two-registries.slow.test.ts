import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKey, openPostgres, type Storage } from '../packages/registry/src/index.ts'
import { checkInvariants } from '../packages/registry/src/testing/check-invariants.ts'
import { startPostgres } from '../packages/registry/src/testing/start-postgres.ts'
import { type HttpClient, httpClient } from './registry/http-client.ts'
import { startServer } from './registry/start-server.ts'

type Command =
  | { kind: 'version'; template: string; text: string; environments: string[] }
  | { kind: 'tag'; template: string; environments: string[] }
  | { kind: 'decide'; verb: 'approve' | 'reject' }
  | { kind: 'record'; ids: string[]; session: string }

const TEMPLATES = ['a', 'b']
// `gated` takes the approval of another key.
const ENVIRONMENTS = ['prod', 'fallback', 'dev', 'gated']

const template = fc.constantFrom(...TEMPLATES)
const environments = fc.shuffledSubarray(ENVIRONMENTS)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('version'),
      template,
      text: fc.constantFrom('1', '2', '3'),
      environments,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('tag'),
      template,
      environments: fc.shuffledSubarray(ENVIRONMENTS, { minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('decide'), verb: fc.constantFrom('approve', 'reject') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('record'),
      // The same ones from several clients, in another order.
      ids: fc.shuffledSubarray(['r1', 'r2', 'r3', 'r4', 'r5', 'r6'], { minLength: 1 }),
      session: fc.constantFrom('s1', 's2'),
    }),
  },
)

let url: string
let storage: Storage
let servers: readonly string[]
const cleanup = new AsyncDisposableStack()

beforeAll(async () => {
  const postgres = cleanup.use(await startPostgres())
  url = await postgres.newDatabase()
  // Both begin at once: one makes the tables.
  const both = await Promise.all([startServer(url), startServer(url)])
  for (const one of both) cleanup.use(one)
  servers = both.map((one) => one.url)
  storage = cleanup.adopt(await openPostgres(url), (opened) => opened.close())
})
afterAll(() => cleanup.disposeAsync())

test('two processes on one database keep what must hold, whoever asks which', {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(command, { minLength: 2, maxLength: 12 }), { minLength: 2, maxLength: 4 }),
      async (lists) => {
        await using world = await newWorld()
        await Promise.all(lists.map((commands, client) => world.play(commands, client)))
        expect(await checkInvariants(url, world.projectId)).toEqual([])
        await world.check()
      },
    ),
    { numRuns: 30 },
  )
})

/** A project of its own, and what its clients were told. */
async function newWorld(): Promise<AsyncDisposable & World> {
  const { id: projectId } = await storage.projects.create(
    { name: `p${crypto.randomUUID()}` },
    { keyId: 'test', mayDeploy: true },
  )
  const gated = { name: 'gated', protected: false, approval: true }
  await storage.environments.set(projectId, gated, { keyId: 'test', mayDeploy: true })
  const stack = new AsyncDisposableStack()
  // Two keys, and both on both servers.
  const clients: HttpClient[] = []
  for (const _ of [1, 2]) {
    const { token } = await createKey(storage, { projectId, role: 'admin' })
    for (const server of servers) clients.push(stack.use(httpClient(server, token)))
  }
  const world = new World(projectId, clients)
  return Object.assign(world, { [Symbol.asyncDispose]: () => stack.disposeAsync() })
}

class World {
  readonly projectId: string
  readonly #clients: readonly HttpClient[]
  /** The ids that each content of each template was answered with. */
  readonly #versions = new Map<string, Set<string>>()
  readonly #latest = new Map<string, { template: string; version: string }>()
  readonly #deployments: string[] = []
  readonly #approved: string[] = []
  readonly #recorded = new Map<string, string>()

  constructor(projectId: string, clients: readonly HttpClient[]) {
    this.projectId = projectId
    this.#clients = clients
  }

  /** One client after the other server: what it did at one it finds at the other. */
  async play(commands: readonly Command[], client: number): Promise<void> {
    for (const [i, one] of commands.entries()) await this.#take(one, client + i)
  }

  async #take(one: Command, turn: number): Promise<void> {
    switch (one.kind) {
      case 'version': {
        const made = await this.#ask<{ prompt_template_id: string; prompt_template_version_id: string }>(
          turn,
          `prompt-templates/name/${one.template}/versions?create_template_if_not_exists=true`,
          {
            template_messages: [{ role: 'user', content: one.text }],
            provider: 'openai',
            model: 'm',
            environments: one.environments,
          },
        )
        expect(made.status).toBe(201)
        const { prompt_template_id: template, prompt_template_version_id: version } = made.body
        const key = `${one.template}/${one.text}`
        this.#versions.set(key, (this.#versions.get(key) ?? new Set()).add(version))
        this.#latest.set(one.template, { template, version })
        return
      }
      case 'tag': {
        const latest = this.#latest.get(one.template)
        if (!latest) return
        const path = `prompt-templates/id/${latest.template}/versions/${latest.version}/environments`
        const body = { environments: one.environments }
        const tagged = await this.#ask<{ pending: { deployment_id: string }[] }>(turn, path, body)
        expect(tagged.status).toBe(200)
        this.#deployments.push(...tagged.body.pending.map(({ deployment_id }) => deployment_id))
        return
      }
      case 'decide': {
        const id = this.#deployments.at(-1)
        if (id === undefined) return
        const decided = await this.#ask(turn, `deployments/id/${id}/${one.verb}`)
        // By who asked for it, or a second time, it is refused.
        expect([200, 403, 409]).toContain(decided.status)
        if (decided.status === 200) this.#approved.push(id)
        return
      }
      case 'record': {
        const recordings = one.ids.map((id) => ({
          completion_id: id,
          session_id: one.session,
          messages: [{ role: 'assistant', content: id }],
          session_info: { custom_metadata: { [id]: true } },
        }))
        const recorded = await this.#ask<{ completion_ids: string[] }>(turn, 'recordings', { recordings })
        expect(recorded).toMatchObject({ status: 201, body: { completion_ids: one.ids } })
        for (const id of one.ids) this.#recorded.set(`${one.session}/${id}`, id)
      }
    }
  }

  /** What clients were told holds, at both servers. */
  async check(): Promise<void> {
    for (const ids of this.#versions.values()) expect(ids.size).toBe(1)
    const all = [...this.#versions.values()].flatMap((ids) => [...ids])
    expect(new Set(all).size).toBe(all.length)
    // One decision each.
    expect(new Set(this.#approved).size).toBe(this.#approved.length)
    const [one = '', other = ''] = await Promise.all([this.#seen(0), this.#seen(1)])
    expect(JSON.parse(one)).toEqual(JSON.parse(other))
    const { recordings, sessions }: Seen = JSON.parse(one)
    expect(recordings).toEqual([...new Set(this.#recorded.values())].sort())
    for (const key of this.#recorded.keys()) {
      const [session = '', id = ''] = key.split('/')
      expect(sessions[session]).toMatchObject({ [id]: true })
    }
  }

  /** All that a server tells about the project, as text. */
  async #seen(server: number): Promise<string> {
    const environments: Record<string, string[]> = {}
    for (const environment of ENVIRONMENTS) {
      const { body } = await this.#ask<{ prompt_templates: { prompt_template_version_id: string }[] }>(
        server,
        `prompt-templates/all/${environment}`,
      )
      const ids = body.prompt_templates.map((version) => version.prompt_template_version_id)
      for (const id of ids) expect([...this.#versions.values()].some((some) => some.has(id))).toBe(true)
      environments[environment] = ids
    }
    const completions = await this.#ask<{ data: { completion_id: string }[] }>(
      server,
      'completions?page_size=100',
    )
    const listed = await this.#ask<{ data: { session_id: string; custom_metadata: object }[] }>(
      server,
      'sessions',
    )
    const seen: Seen = {
      environments,
      recordings: completions.body.data.map((recording) => recording.completion_id).sort(),
      sessions: Object.fromEntries(
        listed.body.data.map((session) => [session.session_id, session.custom_metadata]),
      ),
    }
    return JSON.stringify(seen)
  }

  async #ask<T = unknown>(turn: number, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const client = this.#clients[turn % this.#clients.length]
    if (!client) throw new Error('No client')
    const isRead = body === undefined && !path.startsWith('deployments/')
    const { status, text } = await client.send(
      isRead ? 'GET' : 'POST',
      `projects/${this.projectId}/${path}`,
      body,
    )
    return { status, body: JSON.parse(text) }
  }
}

interface Seen {
  environments: Record<string, string[]>
  recordings: string[]
  sessions: Record<string, object>
}
