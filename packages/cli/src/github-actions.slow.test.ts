import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitCommit } from './testing/git-commit.ts'
import { cliRegistry, registryConfig } from './testing/registry.ts'
import { cliProject } from './testing/run-cli.ts'
import { runIn } from './testing/run-in.ts'
import { startRunner } from './testing/run-workflow.ts'

/** A project in git, pulled from a registry, whose remote repository is a folder. */
async function fixture() {
  const registry = await cliRegistry({ 'rag-qa': 'Hi {{name}}.', summary: 'Sum up.' })
  const project = await cliProject({
    ...registryConfig(registry.url),
    '.gitignore': '.understudy/\n',
    'src/answer.ts': "import { ragQa } from '#prompts/rag-qa'\n",
  })
  const origin = await mkdtemp(join(tmpdir(), 'understudy-origin-'))
  const runner = await startRunner()
  const git = async (...args: string[]): Promise<string> => {
    const { code, output } = await runIn(project.root, 'git', args, { PATH: process.env.PATH ?? '' })
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${output}`)
    return output
  }
  await project.understudy('pull')
  await gitCommit(project.root)
  await git('branch', '--move', 'main')
  await git('init', '--quiet', '--bare', origin)
  await git('remote', 'add', 'origin', origin)
  await git('push', '--quiet', 'origin', 'main')
  return {
    ...{ registry, project, runner, git },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await project[Symbol.asyncDispose]()
      await runner[Symbol.asyncDispose]()
      await rm(origin, { recursive: true, force: true })
    },
  }
}

const values = { 'github.repository': 'o/r', 'github.event.pull_request.number': '7', 'github.token': 't' }

test('each night: nothing new, a pull request, the same one renewed, and closed when all is back', async () => {
  await using it = await fixture()
  const night = async () => {
    await it.git('switch', '--quiet', 'main')
    return it.runner.run('prompts-pull.yml', it.project.root, values)
  }
  expect(await night()).toMatchObject({ code: 0, output: expect.stringContaining('nothing new') })
  expect(await it.runner.calls()).toEqual([expect.stringMatching(/^pr list/)])

  it.registry.prompts.set('rag-qa', { text: 'Hello {{name}}.', version: 'v2' })
  expect((await night()).code).toBe(0)
  const opened = (await it.runner.calls()).at(-1)
  expect(opened).toMatch(/^pr create --head understudy\/pull --base main --title Pull prompts --body-file /)
  expect(opened).toContain('<del>Hi</del><ins>Hello</ins> {{name}}.')
  const changed = await it.git('diff', '--name-only', 'main', 'origin/understudy/pull')
  expect(changed).toBe('prompts.lock.json\nprompts/rag-qa/prod.yaml\n')

  await it.runner.answer('pr list', '12')
  it.registry.prompts.set('rag-qa', { text: 'Welcome {{name}}.', version: 'v3' })
  expect((await night()).code).toBe(0)
  const renewed = (await it.runner.calls()).at(-1)
  expect(renewed).toMatch(/^pr edit 12 --body-file [\s\S]*<ins>Welcome<\/ins>/)
  expect(await it.git('show', 'origin/understudy/pull:prompts.lock.json')).toContain('"v3"')

  it.registry.prompts.set('rag-qa', { text: 'Hi {{name}}.', version: 'v1' })
  expect((await night()).code).toBe(0)
  expect((await it.runner.calls()).at(-1)).toMatch(/^pr close 12 /)
})

test('each night: a registry that is down fails the run, and nothing is pushed', async () => {
  await using it = await fixture()
  it.registry.status = 403
  const { code, output } = await it.runner.run('prompts-pull.yml', it.project.root, values)
  expect(code).toBe(1)
  expect(output).toContain('✗ 1 error; nothing was written')
  expect(await it.git('ls-remote', '--heads', 'origin')).not.toContain('understudy/pull')
})

test('a pull request: one comment, edited by later runs; none where nothing differs', async () => {
  await using it = await fixture()
  const check = () => it.runner.run('prompts-check.yml', it.project.root, values)
  await it.project.write({ 'notes.md': 'Nothing of the prompts.\n' })
  await gitCommit(it.project.root)
  expect((await check()).code).toBe(0)
  expect(await it.runner.calls()).toEqual([expect.stringMatching(/^api --paginate repos\/o\/r\/issues\/7/)])

  it.registry.prompts.set('rag-qa', { text: 'Hello {{who}}.', version: 'v2' })
  await it.project.understudy('pull')
  await gitCommit(it.project.root)
  expect((await check()).code).toBe(0)
  const comment = (await it.runner.calls()).at(-1)
  expect(comment).toMatch(/^pr comment 7 --body-file .*\n### Prompts: `HEAD\^1` → /)
  expect(comment).toContain('`src/answer.ts:1`')

  await it.runner.answer('api --paginate', '55')
  expect((await check()).code).toBe(0)
  expect((await it.runner.calls()).at(-1)).toMatch(
    /^api --silent --method PATCH repos\/o\/r\/issues\/comments\/55 /,
  )

  await it.project.write({ 'prompts/rag-qa/prod.yaml': 'model: edited by hand\n' })
  await gitCommit(it.project.root)
  expect(await check()).toMatchObject({
    code: 1,
    output: expect.stringContaining('prompts/rag-qa/prod.yaml'),
  })
})
