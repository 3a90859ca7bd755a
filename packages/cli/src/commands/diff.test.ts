import { expect, test } from 'vitest'
import { gitCommit } from '../testing/git-commit.ts'
import { cliProject, promptFiles } from '../testing/run-cli.ts'

const template = (model: string, system: string, user: string): string =>
  JSON.stringify({
    provider: 'openai',
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
  })

/** A project whose prompt `rag-qa` has changed since the last commit. */
async function changedProject() {
  const project = await cliProject({
    ...promptFiles('same'),
    'prompts/rag-qa/prod.yaml': template('gpt-5.4', 'Answer very briefly.', '{{question}} {{old}}'),
    'prompts/gone/prod.yaml': template('m', 'S', 'U'),
    'src/answer.ts': "import { ragQa } from '#prompts/rag-qa'\n",
  })
  await gitCommit(project.root)
  await project.write({
    'prompts/rag-qa/prod.yaml': template('gpt-6', 'Answer briefly.', '{{question}} {{passages}}'),
  })
  await project.remove('prompts/gone')
  return project
}

test('prints words, model, variables, imports and tokens', async () => {
  await using project = await changedProject()
  const { code, stdout, stderr } = await project.understudy('diff')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(`gone removed
  prod removed · 2 → 0 tokens (−2) · prompts/gone/prod.yaml
    - provider: openai
    - api: openai.chat
    - model: m
    - system
      S
    - user
      U

rag-qa changed calls may have to change
  prod changed · 10 → 11 tokens (+1) · prompts/rag-qa/prod.yaml
    ~ model: gpt-5.4 → gpt-6
    ~ system
      Answer [-very -]briefly.
    ~ user
      {{question}} {{[-old-]{+passages+}}}
  variables
    - old (text)
    + passages (text)
  imports
    src/answer.ts:1 import { ragQa } from '#prompts/rag-qa'

HEAD → the working tree: 2 prompts differ; 1 is the same.
`)
})

test('prints Markdown for the comment of a pull request', async () => {
  await using project = await changedProject()
  const { code, stdout } = await project.understudy('diff', 'HEAD', '--format', 'markdown')
  expect(code).toBe(0)
  expect(stdout).toBe(`### Prompts: \`HEAD\` → the working tree

2 prompts differ; 1 is the same.

#### \`gone\` removed

**\`prod\`** removed · 2 → 0 tokens (−2) · \`prompts/gone/prod.yaml\`

- removed \`provider\`: \`openai\`
- removed \`api\`: \`openai.chat\`
- removed \`model\`: \`m\`

<pre>removed system
<del>S</del></pre>

<pre>removed user
<del>U</del></pre>

#### \`rag-qa\` changed: calls may have to change ⚠️

**Variables**

- removed \`old\` (text)
- added \`passages\` (text)

**Imports**

- \`src/answer.ts:1\` \`import { ragQa } from '#prompts/rag-qa'\`

**\`prod\`** changed · 10 → 11 tokens (+1) · \`prompts/rag-qa/prod.yaml\`

- \`model\`: \`gpt-5.4\` → \`gpt-6\`

<pre>changed system
Answer <del>very </del>briefly.</pre>

<pre>changed user
{{question}} {{<del>old</del><ins>passages</ins>}}</pre>
`)
})

test('prints one object of JSON', async () => {
  await using project = await changedProject()
  const { code, stdout } = await project.understudy('diff', '--format', 'json')
  expect(code).toBe(0)
  expect((await project.understudy('diff', '--json')).stdout).toBe(stdout)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    from: 'HEAD',
    unchanged: 1,
    prompts: [
      { prompt: 'gone', kind: 'removed' },
      { prompt: 'rag-qa', breaking: true, callSites: [{ file: 'src/answer.ts', line: 1 }] },
    ],
    errors: [],
  })
})

test('says so when nothing differs', async () => {
  await using project = await cliProject(promptFiles('same'))
  await gitCommit(project.root)
  expect(await project.understudy('diff')).toMatchObject({
    code: 0,
    stdout: 'HEAD → the working tree: No prompt differs; 1 is the same.\n',
  })
})

test('what cannot be compared is an error, and so is nonsense', async () => {
  await using project = await changedProject()
  const unknown = await project.understudy('diff', 'nowhere')
  expect(unknown).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('git knows no commit "nowhere"'),
  })
  expect(await project.understudy('diff', '--remote')).toMatchObject({ code: 1, stdout: '' })
  expect(await project.understudy('diff', 'HEAD', '--remote')).toMatchObject({ code: 2 })
  expect(await project.understudy('diff', '--format', 'xml')).toMatchObject({ code: 2 })
  const json = await project.understudy('diff', 'nowhere', '--format', 'json')
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, errors: [{ code: 'source' }] })
})
