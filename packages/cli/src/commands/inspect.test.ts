import { expect, test } from 'vitest'
import { cliProject, promptFiles } from '../testing/run-cli.ts'

test('prints every prompt as each provider will receive it, and writes nothing', async () => {
  await using project = await cliProject({
    ...promptFiles('rag-qa', 'Answer briefly.'),
    'prompts/chat/prod.yaml': `provider: openai
model: m
messages:
  - history
  - role: user
    content: "{{text}}"
    media: [{ name: photo, type: image }]
`,
    'prompts/chat/fallback.yaml':
      'provider: openai\nmodel: n\nmessages: [{ role: user, content: "{{text}}" }]\n',
  })
  const before = await project.snapshot()
  const { code, stdout, stderr } = await project.understudy('inspect')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^chat {2}\{"text":"‹text›"\}$/m)
  expect(stdout).toMatch(
    /^ {2}prod {2}openai gpt-5\.4-mini · openai\.chat · version [0-9a-f]{8} · prompts\/rag-qa\/prod\.yaml$/m,
  )
  expect(stdout).toMatch(/^ {2}fallback {2}anthropic claude-haiku-4-5 · anthropic\.messages/m)
  expect(stdout).toMatch(/^ {2}\d+ characters, about \d+ tokens · history · media: photo \(image\)$/m)
  expect(stdout).toContain('"content": "Answer briefly."')
  expect(stdout).toContain('"content": "‹history›"')
  expect(stdout).toContain('"url": "‹photo›"')
  expect(stdout).toMatch(/Tokens are estimated: .*\.\n$/)
  expect(await project.snapshot()).toEqual(before)
})

test('one prompt, one environment, given variables', async () => {
  await using project = await cliProject({ ...promptFiles('rag-qa'), ...promptFiles('other') })
  const { stdout } = await project.understudy(
    'inspect',
    'rag-qa',
    '--environment',
    'fallback',
    '--variables',
    '{"question":"Why?"}',
  )
  expect(stdout).toContain('"content": "Why?"')
  expect(stdout).not.toMatch(/^other|openai/m)
  await project.write({ 'sample.json': '{ "question": "From a file?" }' })
  const fromFile = await project.understudy('inspect', 'rag-qa', '--variables', 'sample.json')
  expect(fromFile.stdout).toContain('"content": "From a file?"')
})

test('--json prints one object', async () => {
  await using project = await cliProject({
    ...promptFiles('rag-qa'),
    'prompts/broken/prod.yaml': 'provider: openai',
  })
  const { code, stdout, stderr } = await project.understudy('inspect', '--json')
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    prompts: [
      { name: 'rag-qa', variables: { question: '‹question›' }, candidates: [{ environment: 'prod' }, {}] },
    ],
    errors: [{ prompt: 'broken', code: 'missing_model' }],
  })
})

test('variables that do not do end it with 1, and the reason', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const { code, stdout } = await project.understudy('inspect', '--variables', '{"question":null}')
  expect(code).toBe(1)
  expect(stdout).toMatch(/✗ .*question/)
})

test.each([
  [['inspect', 'rag-aq'], 1, 'Did you mean "rag-qa"?'],
  [['inspect', '--environment', 'staging'], 1, 'The environments are: prod, fallback.'],
  [['inspect', '--variables', '[1]'], 2, 'no such file'],
  [['inspect', '--variables', '{"a"'], 2, 'JSON'],
  [['inspect', '--variables', 'list.json'], 2, 'It is no JSON object.'],
  [['inspect', 'a', 'b'], 2, 'too many arguments'],
])('%j ends with %d and a next step', async (args, expected, text) => {
  await using project = await cliProject({ ...promptFiles('rag-qa'), 'list.json': '[]' })
  const { code, stderr } = await project.understudy(...args)
  expect(code).toBe(expected)
  expect(stderr).toContain(text)
})

test('a template cannot steer the terminal', async () => {
  await using project = await cliProject(promptFiles('rag-qa', 'Red \u001b[31m and \u009b31m and \u0007.'))
  const { stdout } = await project.understudy('inspect', '--variables', '{"question":"\\u001b]0;x"}')
  expect(stdout).toContain('\\u009b31m')
  for (const character of ['\u001b', '\u009b', '\u0007']) expect(stdout).not.toContain(character)
})

test('runs as a process', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const { code, stdout } = await project.spawnUnderstudy('inspect', 'rag-qa', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout).prompts).toHaveLength(1)
})
