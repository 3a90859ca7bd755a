import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BuildError } from '@understudy/compiler'
import { expect, test } from 'vitest'
import { resolveConfig } from '../config/resolve-config.ts'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { readLock } from '../lock/lock.ts'
import { LOCK_FILE } from '../lock/lock-file.ts'
import { defineSource } from '../remote/define-source.ts'
import type { PulledTemplate } from '../remote/remote-source.ts'
import { SMALL_LIMITS } from '../testing/collect-pull.ts'
import { json } from '../testing/faults.ts'
import { openaiTemplate, type TempProject, tempProject } from '../testing/temp-project.ts'
import { startRegistry, TEST_KEY } from '../testing/test-registry.ts'
import { type PullOptions, pull } from './pull.ts'
import type { PullResult } from './pull-result.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')

function pullInto(
  { root }: TempProject,
  config: UnderstudyConfig,
  options: PullOptions = {},
): Promise<PullResult> {
  const http = { ...SMALL_LIMITS, pause: async () => undefined, now: () => NOW, ...options.http }
  return pull(root, resolveConfig(config, 'production', 'the test'), { ...options, http })
}

/** All files that git would see. */
async function filesOf(project: TempProject): Promise<Record<string, string>> {
  const names = (await project.list('.')).filter((name) => !name.startsWith('.understudy'))
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await project.read(name)])))
}

const names = (changes: PullResult['added']): string[] =>
  changes.map(({ prompt, environment }) => `${prompt}/${environment}`)

/** A source that delivers templates of these names, for the primary. */
function sourceOf(prompts: readonly (string | Partial<PulledTemplate> | BuildError)[], name = 'a list') {
  const template = { provider: 'openai', model: 'm', messages: [{ role: 'user', content: 'Hi.' }] } as const
  return defineSource({
    name,
    async *pull() {
      for (const prompt of prompts) {
        const made = { environment: 'prod', version: '1', template }
        if (prompt instanceof BuildError) yield prompt
        else yield typeof prompt === 'string' ? { ...made, prompt } : { ...made, prompt: 'rag-qa', ...prompt }
      }
    },
  })
}

test('writes the snapshot and the lock', async () => {
  await using registry = await startRegistry()
  await using project = await tempProject()
  const result = await pullInto(project, { source: registry.source() })
  expect(result).toMatchObject({ changed: [], removed: [], unchanged: 0, errors: [], landed: true })
  expect(names(result.added)).toEqual(['rag-qa/fallback', 'rag-qa/prod'])
  expect(await filesOf(project)).toMatchInlineSnapshot(`
    {
      "prompts.lock.json": "{
      "lockVersion": 1,
      "prompts": {
        "rag-qa": {
          "fallback": {
            "source": "test registry",
            "name": "rag-qa",
            "version": "v1",
            "sha256": "a8cfdf43efdf746a4b23dac8c80bc5c517184c1e1a77eb982e8aa9b31b736206",
            "pulledAt": "2026-11-22T10:00:00.000Z"
          },
          "prod": {
            "source": "test registry",
            "name": "rag-qa",
            "version": "v1",
            "sha256": "8f2e4253d81b0c4e739282f90c1ea56dd772284057849b6bb852953d28eae68a",
            "pulledAt": "2026-11-22T10:00:00.000Z"
          }
        }
      }
    }
    ",
      "prompts/rag-qa/fallback.yaml": "# Pulled from "test registry", where it is "rag-qa". Edit it there, then run \`understudy pull\`.
    provider: anthropic
    model: claude-haiku-4-5
    parameters:
      max_tokens: 100
    messages:
      - role: system
        content: First words.
      - role: user
        content: '{{question}}'
    ",
      "prompts/rag-qa/prod.yaml": "# Pulled from "test registry", where it is "rag-qa". Edit it there, then run \`understudy pull\`.
    provider: openai
    model: gpt-5.4-mini
    messages:
      - role: system
        content: First words.
      - role: user
        content: '{{question}}'
    ",
    }
  `)
})

test('a pull that finds nothing new changes no byte, and gets no body again', async () => {
  await using registry = await startRegistry({ one: 'One. '.repeat(2000), two: 'Two.' })
  await using project = await tempProject()
  await pullInto(project, { source: registry.source() })
  const before = await filesOf(project)
  const http = { now: () => NOW + 86_400_000 }
  const again = await pullInto(project, { source: registry.source() }, { http })
  expect(again).toEqual({ added: [], changed: [], removed: [], unchanged: 4, errors: [], landed: false })
  expect(await filesOf(project)).toEqual(before)
  expect({ requests: registry.requests.length, answers: registry.answers }).toEqual({
    requests: 4,
    answers: 2,
  })
  await pullInto(project, { source: registry.source() }, { fresh: true })
  expect(registry.answers).toBe(4)
})

test('a new version, a new prompt and one that went; the times of the others stay', async () => {
  await using registry = await startRegistry({ one: 'One.', two: 'Two.' })
  await using project = await tempProject()
  await pullInto(project, { source: registry.source() })
  registry.put('one', 'prod', 'v2', 'New words.')
  registry.put('three', 'prod', 'v1')
  registry.prompts.delete('two')
  const later = '2026-11-23T00:00:00.000Z'
  const result = await pullInto(
    project,
    { source: registry.source() },
    { http: { now: () => Date.parse(later) } },
  )
  expect(result).toMatchObject({ unchanged: 1, errors: [], landed: true })
  expect([names(result.added), names(result.changed), names(result.removed)]).toEqual([
    ['three/prod'],
    ['one/prod'],
    ['two/fallback', 'two/prod'],
  ])
  expect(result.changed).toMatchObject([{ before: { version: 'v1' }, after: { version: 'v2' } }])
  expect(Object.keys(await filesOf(project))).toEqual([
    'prompts.lock.json',
    'prompts/one/fallback.yaml',
    'prompts/one/prod.yaml',
    'prompts/three/prod.yaml',
  ])
  expect(await readdir(join(project.root, 'prompts'))).toEqual(['one', 'three'])
  const one = readLock(project.root)?.get('one')
  expect(one?.get('prod')?.pulledAt).toBe(later)
  expect(one?.get('fallback')?.pulledAt).toBe(new Date(NOW).toISOString())
})

test('one that goes leaves the other files of its folder alone', async () => {
  await using registry = await startRegistry({ one: 'One.', two: 'Two.' })
  await using project = await tempProject()
  await pullInto(project, { source: registry.source() })
  await project.write({ 'prompts/two/dataset.jsonl': '{}' })
  registry.prompts.delete('two')
  await pullInto(project, { source: registry.source() })
  expect(await project.list('prompts/two')).toEqual(['dataset.jsonl'])
})

test('with one template that does not compile nothing lands; the rest does with keepGoing', async () => {
  await using registry = await startRegistry({ good: 'Good.', bad: 'Bad {{#open}}.' })
  await using project = await tempProject()
  const result = await pullInto(project, { source: registry.source() })
  expect(result).toMatchObject({ landed: false, errors: [{ code: 'template_syntax', prompt: 'bad' }, {}] })
  expect(result.errors[0]?.message).toMatch(
    /prompts\/bad\/prod\.yaml \(from test registry\):\d+:\d+: bad \(prod\): .*open/,
  )
  expect(await filesOf(project)).toEqual({})

  const rest = await pullInto(project, { source: registry.source() }, { keepGoing: true })
  expect(rest).toMatchObject({ landed: true, errors: [{ prompt: 'bad' }, { prompt: 'bad' }] })
  expect(Object.keys(await filesOf(project))).toEqual([
    'prompts.lock.json',
    'prompts/good/fallback.yaml',
    'prompts/good/prod.yaml',
  ])
})

test('with an error nothing is removed, also with keepGoing', async () => {
  await using project = await tempProject()
  await pullInto(project, { source: sourceOf(['one', 'two']) })
  const error = new BuildError({
    code: 'source',
    summary: 'cannot be mapped',
    hint: 'Mend it.',
    prompt: 'two',
  })
  const result = await pullInto(
    project,
    { source: sourceOf([{ prompt: 'one', version: '2' }, error]) },
    { keepGoing: true },
  )
  expect(result).toMatchObject({ landed: true, removed: [], errors: [error] })
  expect([...(readLock(project.root)?.keys() ?? [])]).toEqual(['one', 'two'])
})

test('what a source delivers nothing of is no reason to empty the snapshot', async () => {
  await using project = await tempProject()
  await pullInto(project, { source: sourceOf(['one']) })
  const before = await filesOf(project)
  const result = await pullInto(project, { source: sourceOf([]) })
  expect(result).toMatchObject({
    landed: false,
    errors: [{ summary: expect.stringContaining('a list has no version') }],
  })
  expect(await filesOf(project)).toEqual(before)
})

test('a registry that fails on the way leaves everything as it was', async () => {
  await using registry = await startRegistry({ one: 'One.' })
  await using project = await tempProject()
  await pullInto(project, { source: registry.source() })
  const before = await filesOf(project)
  registry.put('one', 'prod', 'v2', 'New words.')
  registry.prompts.delete('one')
  registry.behave(json({}, 500))
  const result = await pullInto(project, { source: registry.source() })
  expect(result).toMatchObject({ landed: false, errors: [{ code: 'source', status: 500 }] })
  expect(await filesOf(project)).toEqual(before)
})

test('only some prompts, by either name, and only some environments', async () => {
  await using registry = await startRegistry({ 'My Prompt': 'One.', two: 'Two.' })
  await using project = await tempProject()
  const config = { source: registry.source() }
  expect(
    names((await pullInto(project, config, { prompts: ['My Prompt'], environments: ['prod'] })).added),
  ).toEqual(['my-prompt/prod'])
  registry.put('My Prompt', 'prod', 'v2')
  registry.put('My Prompt', 'fallback', 'v2')
  const result = await pullInto(project, config, { prompts: ['my-prompt'] })
  expect([names(result.added), names(result.changed)]).toEqual([['my-prompt/fallback'], ['my-prompt/prod']])
  expect((await pullInto(project, config, { environments: ['staging'] })).errors).toMatchObject([
    { code: 'config', hint: expect.stringContaining('prod, fallback') },
  ])
  expect((await pullInto(project, config, { prompts: ['nothing'] })).errors).toMatchObject([
    { code: 'source' },
  ])
  expect([...(readLock(project.root)?.keys() ?? [])]).toEqual(['my-prompt'])
})

test('a dry run tells the same and writes nothing at all', async () => {
  await using registry = await startRegistry()
  await using project = await tempProject()
  const result = await pullInto(project, { source: registry.source() }, { dryRun: true })
  expect(result).toMatchObject({ added: [{}, {}], errors: [], landed: false })
  expect(await readdir(project.root)).toEqual([])
})

test('tells how many templates have arrived', async () => {
  await using project = await tempProject()
  const seen: number[] = []
  await pullInto(project, { source: sourceOf(['a', 'b', 'c']) }, { onProgress: (count) => seen.push(count) })
  expect(seen).toEqual([1, 2, 3])
})

test('a file edited by hand is restored, one laid out otherwise is left', async () => {
  await using project = await tempProject()
  await pullInto(project, { source: sourceOf(['one', 'two']) })
  const before = await filesOf(project)
  const text = before['prompts/one/prod.yaml'] ?? ''
  await project.write({
    'prompts/one/prod.yaml': text.replace('Hi.', 'Edited.'),
    'prompts/two/prod.yaml': `# a note\n${text.replace('provider: openai', '"provider":   "openai"')}`,
  })
  const result = await pullInto(project, { source: sourceOf(['one', 'two']) })
  expect(result).toMatchObject({ changed: [{ prompt: 'one' }], unchanged: 1, landed: true })
  expect(await project.read('prompts/one/prod.yaml')).toBe(text)
  expect(await project.read('prompts/two/prod.yaml')).toContain('# a note')
})

test('a file that somebody wrote by hand is not replaced', async () => {
  await using project = await tempProject({ 'prompts/one/prod.yaml': openaiTemplate('Mine.') })
  const result = await pullInto(project, { source: sourceOf(['one', 'two']) })
  expect(result).toMatchObject({ landed: false, errors: [{ file: 'prompts/one/prod.yaml' }] })
  expect(await filesOf(project)).toEqual({ 'prompts/one/prod.yaml': openaiTemplate('Mine.') })
})

test('a lost lock is made again from the registry', async () => {
  await using project = await tempProject()
  await pullInto(project, { source: sourceOf(['one']) })
  const before = await filesOf(project)
  await project.remove(LOCK_FILE)
  await project.write({ 'prompts/one/prod.yaml': `${before['prompts/one/prod.yaml']}tool_choice: none\n` })
  expect(await pullInto(project, { source: sourceOf(['one']) })).toMatchObject({ errors: [], landed: true })
  expect(await filesOf(project)).toEqual(before)
})

test.each([
  '../../.ssh/x',
  '..',
  '.',
  '',
  ' ',
  '/etc/passwd',
  'a/../../x',
  'a//b',
  'a\\..\\b',
  'C:\\x',
  'CON',
  'nul.txt',
  'com1',
  '.git',
  '_partials',
  'index',
  'a\u0000b',
  'a\nb',
  '😀',
  '💥 boom',
  'x.',
  '__proto__',
  'a'.repeat(300),
])('the name %j is an error and writes nothing', async (prompt) => {
  await using project = await tempProject()
  const result = await pullInto(project, { source: sourceOf([prompt]) })
  expect(result).toMatchObject({ landed: false, errors: [{ code: 'prompt_name', environment: 'prod' }] })
  expect(await filesOf(project)).toEqual({})
  expect(await readdir(join(project.root, '..'))).toEqual(['project'])
  expect(await readdir(join(project.root, '../..'))).toEqual(['work'])
})

test.each([
  ['rag-qa', 'rag-qa'],
  ['My Prompt', 'my-prompt'],
  ['support/RAG qa', 'support/rag-qa'],
  ['  Grüße: an alle! ', 'grüße-an-alle'],
  ['Q&A (v2)', 'q-a-v2'],
])('the name %j lands as %j', async (prompt, wanted) => {
  await using project = await tempProject()
  expect((await pullInto(project, { source: sourceOf([prompt]) })).errors).toEqual([])
  expect([...(readLock(project.root)?.keys() ?? [])]).toEqual([wanted])
  expect(readLock(project.root)?.get(wanted)?.get('prod')?.name).toBe(prompt)
})

test.each([
  ['become the same file', ['My Prompt', 'my-prompt']],
  ['in case alone', ['rag-qa', { prompt: 'RAG-QA', environment: 'fallback' }]],
])('two names that %s are an error that names both', async (text, prompts) => {
  await using project = await tempProject()
  const { errors, landed } = await pullInto(project, { source: sourceOf(prompts) })
  expect({ errors, landed }).toMatchObject({
    errors: [{ summary: expect.stringContaining(text) }],
    landed: false,
  })
})

test('two sources that deliver the same are an error that names both', async () => {
  await using project = await tempProject()
  const source = [sourceOf(['one'], 'here'), sourceOf(['one', 'two'], 'there')]
  const { errors } = await pullInto(project, { source })
  expect(errors).toMatchObject([{ summary: expect.stringMatching(/here.*there/), prompt: 'one' }])
})

test.each(['staging', '../x', ''])(
  'an environment that nobody asked for, %j, is an error',
  async (environment) => {
    await using project = await tempProject()
    const { errors } = await pullInto(project, { source: sourceOf([{ environment }]) })
    expect(errors).toHaveLength(1)
    expect(await filesOf(project)).toEqual({})
  },
)

test('a key in a template does not reach the disk, nor in full a message', async () => {
  const secret = `sk-proj-${'a1B2c3D4'.repeat(6)}`
  const template = {
    provider: 'openai',
    model: 'm',
    messages: [{ role: 'user', content: `Use ${secret}.` }],
  } as const
  await using project = await tempProject()
  const { errors } = await pullInto(project, { source: sourceOf([{ template }]) })
  expect(errors).toMatchObject([{ code: 'secret' }])
  expect(errors[0]?.message).not.toContain(secret)
  expect(await filesOf(project)).toEqual({})
})

test('the key of the registry is nowhere on the disk', async () => {
  await using registry = await startRegistry({ one: 'One. '.repeat(2000) })
  await using project = await tempProject()
  await pullInto(project, { source: registry.source() })
  const all = await Promise.all((await project.list('.')).map((name) => project.read(name)))
  expect(all.length).toBeGreaterThan(4)
  expect(all.join('\n')).not.toContain(TEST_KEY)
  expect(all.join('\n')).not.toContain(Buffer.from(TEST_KEY).toString('base64'))
})

test('without a remote source there is nothing to pull', async () => {
  await using project = await tempProject()
  expect((await pullInto(project, {})).errors).toMatchObject([{ code: 'config' }])
})

test('what a source throws of its own is an error that names it, and shows no key', async () => {
  await using project = await tempProject()
  const source = defineSource({
    name: 'broken',
    pull: () => {
      throw new TypeError(`a bug with sk-proj-${'a1B2c3D4'.repeat(6)}`)
    },
  })
  const { errors } = await pullInto(project, { source })
  expect(errors).toMatchObject([{ code: 'source', summary: expect.stringMatching(/^broken failed: a bug/) }])
  expect(errors[0]?.message).not.toContain('c3D4a1B2')
  expect(await project.list('.understudy')).toEqual([])
})
