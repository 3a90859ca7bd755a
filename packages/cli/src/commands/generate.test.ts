import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { main } from '../main.ts'
import { cliProject, promptFiles } from '../testing/run-cli.ts'

test('writes the modules, then has nothing to do', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const first = await project.understudy('generate')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toMatch(/^✓ 1 prompt: 7 files written in \.understudy \(\d+ ms\)\n$/)
  const second = await project.understudy('generate')
  expect(second.stdout).toMatch(/^✓ 1 prompt: nothing to do in \.understudy \(\d+ ms\)\n$/)
})

test('takes another root and a mode', async () => {
  await using project = await cliProject({
    ...Object.fromEntries(Object.entries(promptFiles('rag-qa')).map(([path, text]) => [`app/${path}`, text])),
    'app/understudy.config.mts': 'export default { environments: (mode: string) => [mode] }',
  })
  expect(await project.understudy('generate', '--root', 'app', '--mode', 'fallback')).toMatchObject({
    code: 0,
  })
  expect(JSON.stringify(await project.snapshot())).toContain('claude-haiku-4-5')
  expect(Object.keys(await project.snapshot())).toContain('app/.understudy/rag-qa.js')
})

test('--check tells what is not in step, and writes nothing', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const before = await project.snapshot()
  const missing = await project.understudy('generate', '--check')
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('  rag-qa.js\n')
  expect(missing.stderr).toContain('Run `understudy generate`')
  expect(await project.snapshot()).toEqual(before)

  await project.understudy('generate')
  expect(await project.understudy('generate', '--check')).toMatchObject({
    code: 0,
    stdout: '✓ .understudy is in step with 1 prompt.\n',
  })

  await project.write(promptFiles('summary'))
  await project.remove('prompts/rag-qa')
  const stale = await project.understudy('generate', '--check')
  expect(stale.code).toBe(1)
  expect(stale.stderr).toContain('  summary.js\n')
  expect(stale.stderr).toContain('  rag-qa.js (to be removed)\n')
})

test('--json prints one object', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const good = await project.understudy('generate', '--json')
  expect(JSON.parse(good.stdout)).toMatchObject({
    ok: true,
    prompts: ['rag-qa'],
    written: expect.arrayContaining(['rag-qa.js']),
    removed: [],
    unchanged: 0,
    errors: [],
  })
  await project.write({ 'prompts/rag-qa/prod.yaml': 'provider: [' })
  const bad = await project.understudy('generate', '--json')
  expect(bad).toMatchObject({ code: 1, stderr: '' })
  expect(JSON.parse(bad.stdout)).toMatchObject({
    ok: false,
    written: [],
    errors: [{ file: 'prompts/rag-qa/prod.yaml', line: expect.any(Number), hint: expect.any(String) }],
  })
})

test('a warning is no failure', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  await project.remove('prompts/rag-qa/fallback.yaml')
  const { code, stderr } = await project.understudy('generate')
  expect(code).toBe(0)
  expect(stderr).toMatch(/^warning .*rag-qa/)
})

const template = (lines: string[]) => `${lines.join('\n')}\n`
const head = ['provider: openai', 'model: gpt-5.4-mini', 'messages:', '  - role: user']

test.each([
  [
    'malformed YAML',
    { 'prompts/bad/prod.yaml': template(['provider: openai', 'model: "gpt', 'messages: []']) },
    /prompts\/bad\/prod\.yaml:\d+:\d+/,
  ],
  [
    'an unknown key',
    { 'prompts/bad/prod.yaml': template([...head, '    content: hi', 'temperatur: 0']) },
    /prompts\/bad\/prod\.yaml:6:1: .*temperatur/,
  ],
  [
    'a section that is never closed',
    { 'prompts/bad/prod.yaml': template([...head, '    content: "hi {{#passages}} there"']) },
    /prompts\/bad\/prod\.yaml:5:18: .*passages/,
  ],
  [
    'a candidate without a model',
    {
      'prompts/bad/prod.yaml': template([
        'provider: openai',
        'messages:',
        '  - role: user',
        '    content: hi',
      ]),
    },
    /prompts\/bad\/prod\.yaml:1:1: .*model/,
  ],
  [
    'two prompts with one identifier',
    { ...promptFiles('ragQa'), ...promptFiles('rag-qa') },
    /prompts\/[\w-]+\/\w+\.yaml:1:1: .*`ragQa`/,
  ],
])('%s: one error with place, frame and next step, and nothing written', async (_, files, place) => {
  await using project = await cliProject(promptFiles('good', 'Old words.'))
  await project.understudy('generate')
  await project.write({
    ...promptFiles('good', 'New words.'),
    'prompts/bad/fallback.yaml': promptFiles('x')['prompts/x/fallback.yaml'] ?? '',
    ...files,
  })
  if (!('prompts/bad/prod.yaml' in files)) await project.remove('prompts/bad')
  const before = await project.snapshot()

  const { code, stdout, stderr } = await project.spawnUnderstudy('generate')
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr.match(/^error /gm)).toHaveLength(1)
  expect(stderr).toMatch(place)
  expect(stderr).toMatch(/^> +\d+ \| /m)
  expect(stderr).toMatch(/^ +\| *\^$/m)
  expect(stderr).toMatch(/^ {2}→ \S/m)
  expect(stderr).toContain('✗ 1 error; nothing was written.')
  expect(await project.snapshot()).toEqual(before)
})

test('tells of every broken template at once', async () => {
  await using project = await cliProject({ ...promptFiles('one'), ...promptFiles('two') })
  await project.write({ 'prompts/one/prod.yaml': 'provider: [', 'prompts/two/fallback.yaml': 'provider: [' })
  const { stderr } = await project.understudy('generate')
  expect(stderr.match(/^error /gm)).toHaveLength(2)
  expect(stderr).toContain('✗ 2 errors')
})

test('a missing folder leads to `understudy init`', async () => {
  await using project = await cliProject()
  const { code, stderr } = await project.understudy('generate')
  expect(code).toBe(1)
  expect(stderr).toContain('→ Run `understudy init`')
})

test.each([
  [
    'understudy.config.ts',
    'export default {\n  strict: oops oops,\n}\n',
    /understudy\.config\.ts:2:\d+: cannot be imported/,
  ],
  [
    'understudy.config.ts',
    'enum A { b }\nexport default { strict: A }\n',
    /understudy\.config\.ts:1:1: cannot be imported: .*enum/,
  ],
  [
    'understudy.config.mjs',
    'export default {}\nthrow new Error("oh no")\n',
    /understudy\.config\.mjs:2:7: threw: oh no/,
  ],
  [
    'understudy.config.mjs',
    'import "not-there"\nexport default {}\n',
    /understudy\.config\.mjs:1:8: cannot be imported: .*not-there/,
  ],
  [
    'understudy.config.mjs',
    'export default { enviroments: [] }\n',
    /understudy\.config\.mjs:1:18: unknown key `enviroments`/,
  ],
])('a broken %s is one error', async (name, text, message) => {
  await using project = await cliProject({
    ...promptFiles('rag-qa'),
    'package.json': '{ "type": "module" }',
    [name]: text,
  })
  const { code, stderr } = await project.spawnUnderstudy('generate')
  expect(code).toBe(1)
  expect(stderr.match(/^error /gm)).toHaveLength(1)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain('?v=')
  expect(stderr).toMatch(/^ {2}→ \S/m)
})

test('--watch follows changes until it is interrupted', { timeout: 30_000 }, async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const stdout = new PassThrough()
  let printed = ''
  stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const stop = new AbortController()
  const io = { cwd: project.root, env: {}, stdout, stderr: new PassThrough(), interrupted: () => stop.signal }
  const runs = () =>
    printed
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line))
  const ended = main(['generate', '--watch', '--json'], io)
  await vi.waitFor(() => expect(runs()).toHaveLength(1), { timeout: 8000 })
  await project.write({ 'prompts/rag-qa/prod.yaml': 'provider: [' })
  await vi.waitFor(() => expect(runs().at(-1)).toMatchObject({ ok: false, written: [] }), { timeout: 8000 })
  await project.write(promptFiles('rag-qa', 'Other words.'))
  await vi.waitFor(
    () => expect(runs().at(-1)).toMatchObject({ ok: true, written: expect.arrayContaining(['rag-qa.js']) }),
    { timeout: 8000 },
  )
  stop.abort()
  expect(await ended).toBe(0)
})
