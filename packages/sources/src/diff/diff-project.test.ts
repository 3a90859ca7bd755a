import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { UnderstudyConfig } from '../config/understudy-config.ts'
import { createProject } from '../project/project.ts'
import { freeplay } from '../registries/freeplay/freeplay.ts'
import { freeplayBundle } from '../registries/freeplay-bundle/freeplay-bundle.ts'
import { folder } from '../source/folder.ts'
import { accountTemplate, type FreeplayAccount, serveFreeplay } from '../testing/freeplay-account.ts'
import { gitProject } from '../testing/git-project.ts'
import { linkTypeScript } from '../testing/link-typescript.ts'
import { startServer } from '../testing/local-server.ts'
import { openaiTemplate, promptFiles, tempProject } from '../testing/temp-project.ts'

beforeEach(() => vi.stubEnv('FREEPLAY_API_KEY', 'key'))
afterEach(() => vi.unstubAllEnvs())

const open = (root: string, config: UnderstudyConfig = {}) => createProject({ root, config })

test('the working tree against the last commit, and against an older one', async () => {
  await using project = await gitProject({
    ...promptFiles('rag-qa'),
    ...promptFiles('same'),
    'src/answer.ts': "import { ragQa } from '#prompts/rag-qa'\n",
  })
  await project.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('Answer at length.') })
  const { prompts, ...rest } = await open(project.root).diff()
  expect(rest).toEqual({ from: 'HEAD', to: 'the working tree', unchanged: 1, errors: [], warnings: [] })
  expect(prompts).toMatchObject([
    {
      prompt: 'rag-qa',
      kind: 'changed',
      breaking: false,
      variables: [],
      callSites: [{ file: 'src/answer.ts', line: 1 }],
      candidates: [
        {
          environment: 'prod',
          file: 'prompts/rag-qa/prod.yaml',
          version: { before: undefined, after: undefined },
        },
      ],
    },
  ])
  await project.commit()
  expect(await open(project.root).diff()).toMatchObject({ prompts: [], unchanged: 2 })
  expect(await open(project.root).diff({ ref: 'HEAD~1' })).toMatchObject({
    from: 'HEAD~1',
    prompts: [{ prompt: 'rag-qa' }],
  })
})

test('files with hostile names and contents are read as they were', async () => {
  const names = ['prompts/é 日本/prod.yaml', 'prompts/a\nb/prod.yaml', 'prompts/"q"/prod.yaml']
  await using project = await gitProject({
    ...Object.fromEntries(names.map((name) => [name, openaiTemplate('Ends\n\n100644 blob 00')])),
    'prompts/_partials/tone.mustache': '\u0000\uffff{{x}}',
  })
  expect(await open(project.root).diff()).toMatchObject({ prompts: [], unchanged: 3, errors: [] })
})

test('a project inside a repository, and one that had no prompts yet', async () => {
  await using project = await gitProject({ 'app/readme.md': '', 'prompts/other/prod.yaml': 'not mine' })
  await project.write(
    Object.fromEntries(Object.entries(promptFiles('qa')).map(([path, text]) => [`app/${path}`, text])),
  )
  const diff = await open(join(project.root, 'app')).diff()
  expect(diff).toMatchObject({ errors: [], prompts: [{ prompt: 'qa', kind: 'added' }] })
})

test('every source that reads files is read as it was, and nothing is left behind', async () => {
  const file = 'bundle/freeplay/prompts/p/prod/a.json'
  await using project = await gitProject({
    [file]: JSON.stringify(accountTemplate('a')),
    ...promptFiles('b'),
  })
  const metadata = { flavor: 'openai_chat', model: 'newer' }
  await project.write({
    [file]: JSON.stringify(accountTemplate('a', { metadata, prompt_template_version_id: 'v2' })),
  })
  const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('understudy-diff-'))
  const before = await folders()
  const config = { source: [freeplayBundle('bundle'), folder()], environments: ['prod'] }
  expect(await open(project.root, config).diff()).toMatchObject({
    unchanged: 1,
    prompts: [{ prompt: 'a', candidates: [{ version: { before: 'version-of-a', after: 'v2' } }] }],
  })
  expect((await folders()).filter((name) => !before.includes(name))).toEqual([])
})

test.each([
  ['--output=/tmp/x', 'git knows no commit "--output=/tmp/x"'],
  ['no-such-branch', 'git knows no commit "no-such-branch"'],
])('%s is no commit', async (ref, summary) => {
  await using project = await gitProject(promptFiles('qa'))
  expect(await open(project.root).diff({ ref })).toMatchObject({
    prompts: [],
    errors: [{ code: 'source', summary }],
  })
})

test('without a repository, and without a registry, says what else there is', async () => {
  await using project = await tempProject(promptFiles('qa'))
  // A repository around the temporary folder must not count.
  vi.stubEnv('GIT_CEILING_DIRECTORIES', tmpdir())
  expect(await open(project.root).diff()).toMatchObject({
    errors: [{ hint: expect.stringContaining('--remote') }],
  })
  const { errors } = await open(project.root).diff({ remote: true })
  expect(errors).toMatchObject([{ code: 'config', hint: expect.stringContaining('understudy diff HEAD') }])
})

test('the snapshot against the registry: what a pull would bring', async () => {
  const templates = (...prod: Parameters<typeof accountTemplate>[]): FreeplayAccount => ({
    p: { name: 'P', environments: { prod: prod.map((args) => accountTemplate(...args)) } },
  })
  let account = templates(['a'], ['b'])
  await using server = await startServer((request, response) =>
    serveFreeplay(account, 'key')(request, response),
  )
  await using project = await tempProject({ 'own/b/fallback.yaml': openaiTemplate('{{also}}') })
  const source = [freeplay({ project: 'p', baseUrl: `${server.url}/api` }), folder('own')]
  const opened = open(project.root, { source })
  expect(await opened.diff({ remote: true })).toMatchObject({
    prompts: [{ kind: 'added' }, { kind: 'added' }],
    errors: [],
  })
  expect(await opened.pull()).toMatchObject({ errors: [], landed: true })
  expect(await opened.diff({ remote: true })).toMatchObject({ prompts: [], unchanged: 2, errors: [] })

  account = templates(
    ['b', { prompt_template_version_id: 'v9', content: [{ role: 'user', content: '{{other}}' }] }],
    ['d'],
  )
  const files = await project.list('.')
  expect(await opened.diff({ remote: true })).toMatchObject({
    from: 'the snapshot',
    to: 'the registry',
    prompts: [
      { prompt: 'a', kind: 'removed' },
      {
        prompt: 'b',
        kind: 'changed',
        breaking: true,
        // The fallback, which is no registry's, asks the question still.
        variables: [{ name: 'other' }],
        candidates: [{ file: 'prompts/b/prod.yaml', version: { before: 'version-of-b', after: 'v9' } }],
      },
      { prompt: 'd', kind: 'added' },
    ],
  })
  expect(await project.list('.')).toEqual(files)

  account = templates(['a'], ['b', { tool_schema: [{ name: 'x', strict: true }] }])
  const partly = await opened.diff({ remote: true })
  expect(partly).toMatchObject({ prompts: [], unchanged: 1, errors: [{ prompt: 'b' }] })
})

test('TypeScript is not asked about modules of other templates', async () => {
  await using project = await gitProject({
    ...promptFiles('qa'),
    'tsconfig.json': '{}',
    'src/a.ts': "import { qa } from '#prompts/qa'\n",
  })
  await linkTypeScript(project.root)
  await project.write({ 'prompts/qa/prod.yaml': openaiTemplate('{{more}}') })
  expect(await open(project.root).diff()).toMatchObject({
    prompts: [
      { breaking: true, variables: [{ name: 'more' }], callSites: [{ line: 1 }], typeErrors: undefined },
    ],
    warnings: [{ hint: expect.stringContaining('understudy generate') }],
  })
})
