import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { readLock } from '../lock/lock.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import { folder } from '../source/folder.ts'
import { SMALL_LIMITS } from '../testing/collect-pull.ts'
import { json } from '../testing/faults.ts'
import { anthropicTemplate, type TempProject, tempProject } from '../testing/temp-project.ts'
import { sourceAt, startRegistry } from '../testing/test-registry.ts'
import { createProject, type Project } from './project.ts'

beforeEach(() => {
  vi.stubEnv('CI', undefined)
  return () => vi.unstubAllEnvs()
})

const http = { ...SMALL_LIMITS, pause: async () => undefined }

function open({ root }: TempProject, config: UnderstudyConfig): Project {
  return createProject({ root, config, http })
}

/** A project that has pulled once, and a registry that has moved on since. */
async function pulled(config: UnderstudyConfig = {}) {
  const registry = await startRegistry()
  const project = await tempProject()
  const source = registry.source()
  const first = await open(project, { ...config, source, pull: 'locked' }).generate()
  expect(first).toMatchObject({ prompts: ['rag-qa'], errors: [], warnings: [] })
  registry.put('rag-qa', 'prod', 'v2', 'New words.')
  const asked = registry.requests.length
  return {
    registry,
    project,
    source,
    /** How many requests the registry got since. */
    asked: () => registry.requests.length - asked,
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await project[Symbol.asyncDispose]()
    },
  }
}

test('locked: the first build pulls, and a candidate has the version of the registry', async () => {
  await using it = await pulled()
  const module = await it.project.read('.understudy/rag-qa.js')
  expect(module).toContain('First words.')
  expect(module).toContain("version: 'v1'")
  expect(JSON.parse(await it.project.read('.understudy/manifest.json'))).toMatchObject({
    prompts: { 'rag-qa': { chain: [{ version: 'v1' }, { version: 'v1' }] } },
  })
})

test.each(['locked', undefined] as const)('%s: with a lock there is no network', async (pull) => {
  await using it = await pulled()
  const result = await open(it.project, { source: it.source, ...(pull && { pull }) }).generate()
  expect(result).toMatchObject({ errors: [], warnings: [], written: [] })
  expect(it.asked()).toBe(0)
})

test('locked: without a snapshot, a registry that is down is an error with reason and next step', async () => {
  await using project = await tempProject()
  const { errors } = await open(project, { source: sourceAt('http://127.0.0.1:1') }).generate()
  expect(errors).toMatchObject([{ code: 'source' }])
  expect(errors[0]?.message).toMatch(
    /Test registry cannot be reached at 127\.0\.0\.1:1 \(ECONNREFUSED\); .*no snapshot[\s\S]*understudy pull.*git/,
  )
  expect((await project.list('.')).filter((file) => !file.startsWith('.understudy'))).toEqual([])
})

test('locked: tries again at the next run, until there is a snapshot', async () => {
  await using registry = await startRegistry()
  await using project = await tempProject()
  const opened = open(project, { source: registry.source() })
  registry.behave(json({}, 503))
  expect((await opened.generate()).errors).toHaveLength(1)
  registry.behave(undefined)
  expect((await opened.generate()).errors).toEqual([])
})

test('locked: a lock that is deleted under watch is pulled again', async () => {
  await using it = await pulled()
  const opened = open(it.project, { source: it.source })
  await opened.generate()
  await it.project.remove(LOCK_FILE)
  expect((await opened.generate([join(it.project.root, LOCK_FILE)])).errors).toEqual([])
  expect(await it.project.read('.understudy/rag-qa.js')).toContain('New words.')
})

test('fresh: pulls at the start of a build, and not at each change after it', async () => {
  await using it = await pulled()
  const opened = open(it.project, { source: it.source, pull: 'fresh' })
  expect((await opened.generate()).written).toContain('rag-qa.js')
  expect(await it.project.read('.understudy/rag-qa.js')).toContain('New words.')
  const asked = it.asked()
  expect(asked).toBe(2)
  await opened.generate()
  expect(it.asked()).toBe(asked)
})

test('fresh: a registry that is down is a warning with the age of the snapshot', async () => {
  await using it = await pulled()
  const pulledAt = readLock(it.project.root)?.get('rag-qa')?.get('prod')?.pulledAt ?? ''
  it.registry.behave(json({}, 503))
  const now = (): number => Date.parse(pulledAt) + 3 * 86_400_000
  const config: UnderstudyConfig = { source: it.source, pull: 'fresh' }
  const project = createProject({ root: it.project.root, config, http: { ...http, now } })
  const { errors, warnings, written } = await project.generate()
  expect({ errors, written }).toEqual({ errors: [], written: [] })
  expect(warnings.map(({ summary }) => summary)).toEqual([
    `Test registry fails (503 for all/prod); the build goes on with the snapshot, whose newest template was pulled 3 days ago (${pulledAt.slice(0, 10)})`,
  ])
})

test('fresh and strict: a registry that is down is an error', async () => {
  await using it = await pulled()
  it.registry.behave((request) => request.socket.destroy())
  const result = await open(it.project, { source: it.source, pull: 'fresh', strict: true }).generate()
  expect(result).toMatchObject({ errors: [{ code: 'source' }], warnings: [], written: [] })
})

test('fresh: a registry that answers and refuses is an error, since that does not pass', async () => {
  await using it = await pulled()
  it.registry.behave(json({}, 401))
  const result = await open(it.project, { source: it.source, pull: 'fresh' }).generate()
  expect(result).toMatchObject({ errors: [{ code: 'source', status: 401 }] })
})

test.each([
  ['frozen', { pull: 'frozen' }, undefined],
  ['the default in CI', {}, 'true'],
] as const)('%s: there is no network', async (_, config, ci) => {
  await using it = await pulled()
  vi.stubEnv('CI', ci)
  expect(await open(it.project, { source: it.source, ...config }).generate()).toMatchObject({
    errors: [],
    written: [],
  })
  const other = open(it.project, {
    source: [it.source, sourceAt('http://127.0.0.1:1', 'another')],
    ...config,
  })
  expect(await other.generate()).toMatchObject({
    errors: [{ file: LOCK_FILE, summary: expect.stringContaining('"another"') }],
  })
  expect(it.asked()).toBe(0)
})

test('frozen: no lock is an error; in CI without a lock the default pulls', async () => {
  await using registry = await startRegistry()
  await using project = await tempProject()
  const source = registry.source()
  expect(await open(project, { source, pull: 'frozen' }).generate()).toMatchObject({
    errors: [{ file: LOCK_FILE, hint: expect.stringContaining('understudy pull') }],
  })
  expect(registry.requests).toEqual([])
  vi.stubEnv('CI', '1')
  expect((await open(project, { source }).generate()).errors).toEqual([])
})

test('locked: sources that do not fit the lock are warnings, and errors when strict', async () => {
  await using it = await pulled()
  const source = [sourceAt('http://127.0.0.1:1', 'another')]
  const lenient = await open(it.project, { source, pull: 'locked' }).generate()
  expect(lenient).toMatchObject({ errors: [], warnings: [{ file: LOCK_FILE }, { file: LOCK_FILE }] })
  const strict = await open(it.project, { source, pull: 'locked', strict: true }).generate()
  expect(strict).toMatchObject({ errors: [{ file: LOCK_FILE }, { file: LOCK_FILE }], warnings: [] })
})

test.each(['locked', 'frozen'] as const)(
  '%s: a snapshot edited by hand is an error with file and both digests',
  async (pull) => {
    await using it = await pulled()
    const file = 'prompts/rag-qa/prod.yaml'
    const digest = readLock(it.project.root)?.get('rag-qa')?.get('prod')?.sha256
    await it.project.write({ [file]: (await it.project.read(file)).replace('First words.', 'My words.') })
    const opened = open(it.project, { source: it.source, pull })
    for (const run of [opened.generate, opened.check]) {
      const { errors, written } = await run()
      expect(written).toEqual([])
      expect(errors).toMatchObject([{ code: 'source', file, prompt: 'rag-qa', environment: 'prod' }])
      expect(errors[0]?.summary).toMatch(new RegExp(`sha256:[\\da-f]{64}, the lock has sha256:${digest}$`))
    }
    expect(await it.project.read('.understudy/rag-qa.js')).not.toContain('My words.')
  },
)

test('a hand edit is found too when the cache knows everything else, and of an environment that no chain needs', async () => {
  await using it = await pulled({ chains: { 'rag-qa': ['prod'] }, environments: ['prod', 'fallback'] })
  const config: UnderstudyConfig = { source: it.source, chains: { 'rag-qa': ['prod'] } }
  const file = 'prompts/rag-qa/fallback.yaml'
  await it.project.write({ [file]: anthropicTemplate('My words.') })
  expect(await open(it.project, config).check()).toMatchObject({ errors: [{ file }] })
})

test('a file laid out otherwise is the same template', async () => {
  await using it = await pulled()
  const file = 'prompts/rag-qa/prod.yaml'
  await it.project.write({
    [file]: (await it.project.read(file)).replace('provider: openai', '\'provider\': "openai"  # same'),
  })
  expect(await open(it.project, { source: it.source }).generate()).toMatchObject({ errors: [], written: [] })
})

test('a tampered lock: another digest, another version', async () => {
  await using it = await pulled()
  const lock = await it.project.read(LOCK_FILE)
  const opened = open(it.project, { source: it.source })
  await opened.generate()
  await it.project.write({ [LOCK_FILE]: lock.replace(/("sha256": ")[\da-f]{8}/, '$100000000') })
  expect((await opened.generate()).errors).toMatchObject([
    { code: 'source', summary: expect.stringContaining('sha256:00000000') },
  ])
  await it.project.write({ [LOCK_FILE]: lock.replaceAll('"v1"', '"v9"') })
  expect((await opened.generate()).written).toContain('rag-qa.js')
  expect(await it.project.read('.understudy/rag-qa.js')).toContain("version: 'v9'")
})

test('check and inspect ask no registry and write nothing', async () => {
  await using registry = await startRegistry()
  await using project = await tempProject()
  const opened = open(project, { source: registry.source(), pull: 'fresh' })
  expect(await opened.check()).toMatchObject({
    errors: [{ file: LOCK_FILE, hint: expect.stringContaining('understudy pull') }],
  })
  expect(await opened.inspect()).toMatchObject({ errors: [{ file: LOCK_FILE }] })
  expect(registry.requests).toEqual([])
  expect(await project.list('.')).toEqual([])
})

test('the primary from a registry, the fallback written by hand in the same folder', async () => {
  await using registry = await startRegistry({})
  registry.put('rag-qa', 'prod', 'v1', 'Pulled.')
  await using project = await tempProject({ 'prompts/rag-qa/fallback.yaml': anthropicTemplate('By hand.') })
  const config: UnderstudyConfig = { source: [registry.source(), folder('prompts')] }
  const opened = open(project, config)
  expect(await opened.generate()).toMatchObject({ prompts: ['rag-qa'], errors: [], warnings: [] })
  expect(await project.read('.understudy/rag-qa.js')).toMatch(/Pulled\.[\s\S]*By hand\./)
  await project.write({ 'prompts/rag-qa/fallback.yaml': anthropicTemplate('By hand, later.') })
  const edited = [join(project.root, 'prompts/rag-qa/fallback.yaml')]
  expect((await opened.generate(edited)).written).toContain('rag-qa.js')
  expect(await opened.pull()).toMatchObject({ unchanged: 1, landed: false, errors: [] })
  expect(await project.read('prompts/rag-qa/fallback.yaml')).toBe(anthropicTemplate('By hand, later.'))
})

test('a pull that was killed is ended by the next build', async () => {
  await using it = await pulled()
  const lock = (await it.project.read(LOCK_FILE)).replaceAll('"v1"', '"v3"')
  const body = JSON.stringify({ snapshot: 'prompts', written: [], removed: [], lock })
  const journal = '.understudy/.pull-journal'
  await it.project.write({ [journal]: `${hash('sha256', body)}\n${body}` })
  expect((await open(it.project, { source: it.source }).generate()).errors).toEqual([])
  expect(await it.project.read(LOCK_FILE)).toBe(lock)
  expect(existsSync(join(it.project.root, journal))).toBe(false)
})

test('the lock is watched', async () => {
  await using it = await pulled()
  const opened = open(it.project, { source: it.source })
  await opened.generate()
  expect(opened.watchList()).toMatchObject({
    files: expect.arrayContaining([join(it.project.root, LOCK_FILE)]),
    folders: [join(it.project.root, 'prompts')],
  })
})
