import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { main } from '../main.ts'
import { cliRegistry, registryConfig } from '../testing/registry.ts'
import { cliProject } from '../testing/run-cli.ts'

async function fixture(prompts: Record<string, string> = { 'rag-qa': 'Hi {{name}}.', summary: 'Sum up.' }) {
  const registry = await cliRegistry(prompts)
  const project = await cliProject(registryConfig(registry.url))
  return {
    registry,
    ...project,
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await project[Symbol.asyncDispose]()
    },
  }
}

test('tells what was added, changed, removed, and when there is nothing to do', async () => {
  await using it = await fixture()
  const first = await it.understudy('pull')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toMatch(
    /^ {2}\+ rag-qa \(prod\) {2}v1\n {2}\+ summary \(prod\) {2}v1\n✓ 2 added, 0 changed, 0 removed, 0 unchanged \(\d+ ms\)\n$/,
  )
  expect(Object.keys(await it.snapshot())).toContain('prompts.lock.json')

  it.registry.prompts.set('rag-qa', { text: 'Hello {{name}}.', version: 'v2' })
  it.registry.prompts.delete('summary')
  const second = await it.understudy('pull')
  expect(second.stdout).toMatch(
    /^ {2}~ rag-qa \(prod\) {2}v1 → v2\n {2}- summary \(prod\) {2}v1\n✓ 0 added, 1 changed, 1 removed/,
  )

  const third = await it.understudy('pull')
  expect(third.stdout).toMatch(/^✓ 0 added, 0 changed, 0 removed, 1 unchanged/)
})

test('--json prints one object', async () => {
  await using it = await fixture()
  const { code, stdout, stderr } = await it.understudy('pull', '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    landed: true,
    added: [{ prompt: 'rag-qa', environment: 'prod', after: { source: 'our registry', version: 'v1' } }, {}],
    errors: [],
  })
})

test('only some prompts', async () => {
  await using it = await fixture()
  expect((await it.understudy('pull', '--prompt', 'summary', '--env', 'prod')).stdout).toMatch(
    /^ {2}\+ summary \(prod\)/,
  )
  expect(Object.keys(await it.snapshot())).not.toContain('prompts/rag-qa/prod.yaml')
  const unknown = await it.understudy('pull', '--env', 'staging')
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('"staging"') })
})

test('a prompt that no registry has is named', async () => {
  await using it = await fixture()
  const { code, stderr } = await it.understudy('pull', '--prompt', 'sumary')
  expect(code).toBe(1)
  expect(stderr).toMatch(/has no version of "sumary"[\s\S]*Check the names/)
})

test('one that does not compile: nothing is written, or the rest with --keep-going', async () => {
  await using it = await fixture({ good: 'Hi.', bad: '{{#open}}' })
  const before = await it.snapshot()
  const failed = await it.understudy('pull')
  // "good" is not told as if it had been added.
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(failed.stderr).toMatch(
    /^error prompts\/bad\/prod\.yaml \(from our registry\).*\n[\s\S]*✗ 1 error; nothing was written/m,
  )
  expect(Object.keys(await it.snapshot())).toEqual(Object.keys(before))

  const rest = await it.understudy('pull', '--keep-going')
  expect(rest.code).toBe(1)
  expect(rest.stderr).toContain('✗ 1 error; the rest landed: 1 added')
  expect(Object.keys(await it.snapshot())).toContain('prompts/good/prod.yaml')
})

test('counts on a terminal, and takes the line away', async () => {
  await using it = await fixture()
  const stdout = new PassThrough()
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  const interrupted = (): AbortSignal => new AbortController().signal
  expect(await main(['pull'], { cwd: it.root, env: {}, stdout, stderr, interrupted })).toBe(0)
  expect(String(stderr.read())).toBe('\r1 templates pulled…\r\u001b[K')
})

test('a version cannot steer the terminal', async () => {
  await using it = await fixture({})
  it.registry.prompts.set('rag-qa', { text: 'Hi.', version: 'v1\u001b[31m' })
  expect((await it.understudy('pull')).stdout).toContain('rag-qa (prod)  v1�[31m')
})

test('check: in step, moved on, out of step, out of reach', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  await using it = await fixture({ 'rag-qa': 'Hi.' })
  expect(await it.understudy('check')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('understudy pull'),
  })
  await it.understudy('generate')
  const before = await it.snapshot()
  expect(await it.understudy('check')).toEqual({
    code: 0,
    stdout: '✓ .understudy is in step with 1 prompt.\n',
    stderr: '',
  })
  expect(await it.understudy('check', '--remote')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('✓ The registries have nothing new.'),
  })

  it.registry.prompts.set('rag-qa', { text: 'Hi.', version: 'v2' })
  const moved = await it.understudy('check', '--remote')
  expect(moved).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/moved on:\n {2}~ rag-qa \(prod\) {2}v1 → v2\n/),
  })
  expect(JSON.parse((await it.understudy('check', '--remote', '--json')).stdout)).toMatchObject({
    ok: false,
    errors: [],
    remote: { reached: true, changed: [{ prompt: 'rag-qa' }] },
  })

  it.registry.status = 503
  const down = await it.understudy('check', '--remote')
  expect(down).toMatchObject({ code: 3, stderr: expect.stringContaining('cannot be reached') })
  it.registry.status = 403
  expect((await it.understudy('check', '--remote')).code).toBe(1)
  expect((await it.understudy('check')).code).toBe(0)
  expect(await it.snapshot()).toEqual(before)

  const file = 'prompts/rag-qa/prod.yaml'
  await it.write({ [file]: (before[file] ?? '').replace('Hi.', 'Edited.') })
  const edited = await it.understudy('check')
  expect(edited).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /prompts\/rag-qa\/prod\.yaml: rag-qa \(prod\): is not the template that was pulled: its digest is sha256:\w{64}, the lock has sha256:\w{64}/,
    ),
  })
  expect((await it.understudy('check', '--json')).stdout).toContain('"ok":false')
})

test('check without a remote source is about the modules alone', async () => {
  await using project = await cliProject({
    'prompts/rag-qa/prod.yaml': 'provider: openai\nmodel: m\nmessages: [history]\n',
  })
  expect((await project.understudy('check')).code).toBe(1)
  await project.understudy('generate')
  expect((await project.understudy('check')).code).toBe(0)
  expect((await project.understudy('check', '--remote')).code).toBe(1)
})

test.each([
  ['pull', /Exit codes:\n {2}0 {2}the snapshot/],
  ['check', /Exit codes:[\s\S]*3 {2}a registry cannot be reached/],
])('%s --help tells the exit codes', async (command, text) => {
  await using project = await cliProject()
  const { code, stdout } = await project.understudy(command, '--help')
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(text) })
})
