import { mkdir, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { cliRegistry, registryConfig } from '../testing/registry.ts'
import { cliProject, promptFiles, run } from '../testing/run-cli.ts'

test('sets a project up, and a second time changes nothing', async () => {
  const packageJson = '{\n\t"name": "app",\n\t"version": "1.0.0",\n\t"type": "module"\n}\n'
  await using project = await cliProject({ 'package.json': packageJson })
  const first = await project.understudy('init')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const after = await project.snapshot()
  expect(Object.keys(after).sort()).toEqual([
    '.gitignore',
    '.understudy/.cache',
    '.understudy/.files.json',
    '.understudy/index.d.ts',
    '.understudy/index.js',
    '.understudy/manifest.json',
    '.understudy/package.json',
    '.understudy/rag-qa.d.ts',
    '.understudy/rag-qa.js',
    '.understudy/template.schema.json',
    'package.json',
    'prompts/rag-qa/fallback.yaml',
    'prompts/rag-qa/prod.yaml',
    'understudy.config.mjs',
  ])
  expect(after['package.json']).toBe(
    packageJson.replace(
      '"module"\n}',
      '"module",\n\t"imports": {\n\t\t"#prompts": "./.understudy/index.js",\n\t\t"#prompts/*": "./.understudy/*.js"\n\t},\n\t"scripts": {\n\t\t"prepare": "understudy generate"\n\t}\n}',
    ),
  )
  expect(after['.gitignore']).toBe('.understudy/\n')
  expect(first.stdout).toContain('npm install @understudy/runtime openai @anthropic-ai/sdk')
  expect(first.stdout).toContain("import { ragQa } from '#prompts/rag-qa'")
  expect(first.stdout).toContain("question: 'What is the capital of Japan?'")

  const second = await project.understudy('init')
  expect(second.code).toBe(0)
  expect(second.stdout).toContain('nothing was changed')
  // The cache may have learned that the files have settled.
  const { '.understudy/.cache': _, ...same } = after
  expect(await project.snapshot()).toMatchObject(same)
  expect(Object.keys(await project.snapshot())).toEqual(Object.keys(after))
})

test('the templates point editors at a schema that is there', async () => {
  await using project = await cliProject({ 'package.json': '{}' })
  await project.understudy('init')
  for (const file of ['prod.yaml', 'fallback.yaml']) {
    const text = await project.read(`prompts/rag-qa/${file}`)
    const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? ''
    expect(JSON.parse(await project.read(join('prompts/rag-qa', schema)))).toMatchObject({ type: 'object' })
  }
})

test.each([
  ['of modules', '{ "type": "module" }', 'main.js', 'import { ragQa } from "#prompts/rag-qa"'],
  ['of CommonJS', '{}', 'main.js', 'const { ragQa } = require("#prompts/rag-qa")'],
  [
    'of CommonJS, by import()',
    '{}',
    'main.js',
    'import("#prompts").then(({ ragQa }) => print(ragQa)); let ragQa',
  ],
])('the first prompt runs in a package %s', async (_, packageJson, file, load) => {
  await using project = await cliProject({ 'package.json': packageJson })
  await project.understudy('init')
  await mkdir(join(project.root, 'node_modules/@understudy'), { recursive: true })
  await symlink(
    resolve(import.meta.dirname, '../../../runtime'),
    join(project.root, 'node_modules/@understudy/runtime'),
  )
  await project.write({
    [file]: `${load}
function print(prompt) {
  const passages = [{ id: 1, title: 'Peru', text: 'Its capital is Lima.' }]
  const bodies = prompt.chain.map((one) => one.request({ question: 'Which?', passages }))
  console.log(JSON.stringify(bodies.map((body) => body.messages.at(-1).content)))
}
if (ragQa) print(ragQa)
`,
  })
  const { stdout, stderr } = await run([file], project.root)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual([
    '[1] Peru: Its capital is Lima.\n\nQuestion: Which?',
    '<passages>\n<passage id="1" title="Peru">Its capital is Lima.</passage>\n</passages>\n\n<question>Which?</question>',
  ])
})

test("keeps the user's files, scripts and line ends", async () => {
  await using project = await cliProject({
    'package.json':
      '{\r\n    "scripts": {\r\n        "prepare": "husky",\r\n        "test": "vitest"\r\n    },\r\n    "type": "module"\r\n}',
    '.gitignore': 'node_modules\r\ndist',
    'understudy.config.mjs': 'export default { output: "generated" }\n',
    ...promptFiles('mine'),
  })
  const before = await project.snapshot()
  const { code, stdout } = await project.understudy('init')
  expect(code).toBe(0)
  expect(stdout).toContain("import { … } from '#prompts/mine'")
  expect(stdout).not.toContain('ragQa')
  const after = await project.snapshot()
  expect(after['package.json']).toBe(
    '{\r\n    "scripts": {\r\n        "prepare": "husky && understudy generate",\r\n        "test": "vitest"\r\n    },\r\n    "type": "module",\r\n    "imports": {\r\n        "#prompts": "./generated/index.js",\r\n        "#prompts/*": "./generated/*.js"\r\n    }\r\n}',
  )
  expect(after['.gitignore']).toBe('node_modules\r\ndist\r\ngenerated/\r\n')
  expect(after['understudy.config.mjs']).toBe(before['understudy.config.mjs'])
  expect(Object.keys(after).filter((path) => path.startsWith('prompts'))).toEqual(
    Object.keys(before).filter((path) => path.startsWith('prompts')),
  )
  expect(Object.keys(after)).toContain('generated/mine.js')
})

test('leaves an import that means something else, and says so', async () => {
  await using project = await cliProject({ 'package.json': '{ "imports": { "#prompts": "./mine.js" } }' })
  const { stdout } = await project.understudy('init')
  expect(stdout).toContain('package.json maps "#prompts" to "./mine.js", which was left')
  expect(JSON.parse(await project.read('package.json'))).toMatchObject({
    imports: { '#prompts': './mine.js', '#prompts/*': './.understudy/*.js' },
  })
})

test('with Next, a bundle for the browser finds no prompt, unless the config permits all', async () => {
  const packageJson = '{ "dependencies": { "next": "16.0.0" } }'
  await using project = await cliProject({ 'package.json': packageJson })
  await project.understudy('init')
  const target = (file: string) => ({
    workerd: `./.understudy/${file}`,
    'edge-light': `./.understudy/${file}`,
    browser: null,
    default: `./.understudy/${file}`,
  })
  const edited = await project.read('package.json')
  expect(JSON.parse(edited).imports).toEqual({ '#prompts': target('index.js'), '#prompts/*': target('*.js') })
  const second = await project.understudy('init')
  expect(second.stdout).toContain('nothing was changed')
  expect(await project.read('package.json')).toBe(edited)

  await using open = await cliProject({
    'package.json': packageJson,
    'understudy.config.mjs': "export default { client: 'allow' }",
  })
  await open.understudy('init')
  expect(JSON.parse(await open.read('package.json')).imports).toEqual({
    '#prompts': './.understudy/index.js',
    '#prompts/*': './.understudy/*.js',
  })
})

test('names the first prompt by the environments of the config', async () => {
  await using project = await cliProject({
    'package.json': '{}',
    'understudy.config.mjs': 'export default { environments: ["live", "backup", "third"] }',
  })
  expect(await project.understudy('init')).toMatchObject({ code: 0, stderr: '' })
  expect(Object.keys(await project.snapshot())).toEqual(
    expect.arrayContaining(['prompts/rag-qa/live.yaml', 'prompts/rag-qa/backup.yaml']),
  )
})

test('finds out the package manager, the bundler and TypeScript', async () => {
  await using project = await cliProject({
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { openai: '7' },
      devDependencies: { typescript: '7', esbuild: '0' },
    }),
    'pnpm-lock.yaml': '',
  })
  const { code, stdout } = await project.understudy('init', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    packageManager: 'pnpm',
    bundler: 'esbuild',
    typescript: true,
    created: [
      'understudy.config.ts',
      'prompts/rag-qa/prod.yaml',
      'prompts/rag-qa/fallback.yaml',
      '.gitignore',
    ],
    changed: ['package.json'],
    notes: [],
    prompts: ['rag-qa'],
    install: [
      'pnpm add @understudy/runtime @anthropic-ai/sdk',
      'pnpm add --save-dev @understudy/cli @understudy/unplugin',
    ],
  })
  const again = await project.understudy('init', '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({ created: [], changed: [], written: [] })
})

test('adds no prompt of its own where a registry has them', async () => {
  await using registry = await cliRegistry({ summary: 'Sum up.' })
  await using project = await cliProject({ 'package.json': '{}', ...registryConfig(registry.url) })
  expect((await project.understudy('init')).code).toBe(0)
  const files = Object.keys(await project.snapshot()).filter((path) => path.startsWith('prompts'))
  expect(files.toSorted()).toEqual(['prompts.lock.json', 'prompts/summary/prod.yaml'])
})

test('without a package.json says what to do, and writes nothing', async () => {
  await using project = await cliProject()
  const { code, stderr } = await project.understudy('init')
  expect(code).toBe(1)
  expect(stderr).toContain('there is no package.json')
  expect(stderr).toContain('npm init -y')
  expect(await project.snapshot()).toEqual({})
})

test.each([
  [
    'a malformed package.json',
    { 'package.json': '{\n  "name": 1,\n}' },
    /package\.json:3:1: is not valid JSON: Expected double-quoted property name\n/,
  ],
  ['a package.json with a stray word', { 'package.json': '{ "name": app }' }, /Unexpected token 'a'\n/],
  ['a package.json of the wrong shape', { 'package.json': '{ "scripts": [] }' }, /`scripts` is no object/],
  [
    'a broken config',
    { 'package.json': '{}', 'understudy.config.mjs': 'export default { x: 1 }' },
    /unknown key `x`/,
  ],
])('%s is one error, and nothing is written', async (_, files, message) => {
  await using project = await cliProject(files)
  const { code, stderr } = await project.understudy('init')
  expect(code).toBe(1)
  expect(stderr).toMatch(message)
  expect(await project.snapshot()).toEqual(files)
})
