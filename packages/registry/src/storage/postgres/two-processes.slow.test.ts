import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startPostgres } from '../../testing/start-postgres.ts'
import { systemActor } from '../../testing/test-registry.ts'
import type { Storage, VersionContent } from '../storage.ts'
import { openPostgres } from './open-postgres.ts'

type Step =
  | { kind: 'version'; template: string; text: string; environments: string[] }
  | { kind: 'record'; id: string; session: string }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('version' as const),
    template: fc.constantFrom('a', 'b'),
    text: fc.constantFrom('1', '2', '3'),
    environments: fc.subarray(['prod', 'fallback', 'dev'], { minLength: 0 }).map((some) => some.toReversed()),
  }),
  fc.record({
    kind: fc.constant('record' as const),
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    session: fc.constantFrom('s1', 's2', 's3'),
  }),
)

function content(text: string): VersionContent {
  const messages = [{ role: 'user', content: text }]
  return { content: messages, provider: 'openai', flavor: 'openai_chat', model: 'm', params: {} }
}

test('two registries on one database keep what must hold, in any order', { timeout: 300_000 }, async () => {
  await using postgres = await startPostgres()
  const url = await postgres.newDatabase()
  // Both begin at once: one makes the tables.
  const both = await Promise.all([openPostgres(url), openPostgres(url)])
  const [storage] = both
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const projectId = `p${round++}`
      await storage.projects.create({ id: projectId, name: projectId }, systemActor)
      const outcomes = await Promise.all(steps.map((one, i) => take(both[i % 2] ?? storage, projectId, one)))
      await check(storage, projectId, steps, outcomes)
    }),
    { numRuns: 40 },
  )
  for (const one of both) await one.close()
})

async function take(storage: Storage, projectId: string, one: Step): Promise<string> {
  if (one.kind === 'version') {
    const reference = { name: one.template, create: true }
    const { templates } = storage
    return (
      await templates.createVersion(projectId, reference, content(one.text), one.environments, systemActor)
    ).id
  }
  await storage.recordings.add([
    {
      projectId,
      id: one.id,
      sessionId: one.session,
      sessionMetadata: { [one.id]: true },
      startedAt: 0,
      fallback: false,
      evalResults: {},
      body: { messages: [] },
      recordedBy: 'k',
    },
    {
      projectId,
      id: `${one.id} too`,
      sessionId: 's2',
      sessionMetadata: { too: one.id },
      startedAt: 0,
      fallback: false,
      evalResults: {},
      body: { messages: [] },
      recordedBy: 'k',
    },
  ])
  return one.id
}

async function check(
  storage: Storage,
  projectId: string,
  steps: readonly Step[],
  outcomes: readonly string[],
): Promise<void> {
  const versions = new Map<string, Set<string>>()
  const tags = new Map<string, Set<string>>()
  const recordings = new Set<string>()
  for (const [i, one] of steps.entries()) {
    const id = outcomes[i] ?? ''
    if (one.kind === 'record') recordings.add(id).add(`${id} too`)
    else {
      const key = `${one.template}/${one.text}`
      versions.set(key, (versions.get(key) ?? new Set()).add(id))
      for (const environment of one.environments) {
        const tag = `${one.template}/${environment}`
        tags.set(tag, (tags.get(tag) ?? new Set()).add(id))
      }
    }
  }
  // The same content is the same version, whoever made it.
  for (const ids of versions.values()) expect(ids.size).toBe(1)
  // Each environment holds one of the versions that it was moved to.
  for (const [tag, ids] of tags) {
    const [template = '', environment = ''] = tag.split('/')
    const version = await storage.templates.byName(projectId, template, environment)
    expect(ids).toContain(version?.id)
  }
  const { items } = await storage.recordings.list(projectId, {}, { size: 100 })
  expect(items.map(({ id }) => id).sort()).toEqual([...recordings].sort())
  const log = (await storage.projects.audit(projectId, { page: 1, pageSize: 1_000 })).items
  const count = (action: string): number => log.filter((entry) => entry.action === action).length
  expect(count('version.create')).toBe(versions.size)
  // The log of an environment is one chain: each move begins where the one before ended.
  for (const tag of tags.keys()) {
    const [template = '', environment = ''] = tag.split('/')
    const { templateId } = (await storage.templates.byName(projectId, template, environment)) ?? {}
    const moves = log
      .filter(
        ({ action, target, detail }) =>
          action === 'tag.move' && target === environment && detail.template === templateId,
      )
      .toReversed()
    expect(moves.map(({ detail }) => detail.from)).toEqual([
      null,
      ...moves.slice(0, -1).map(({ detail }) => detail.to),
    ])
  }
}
