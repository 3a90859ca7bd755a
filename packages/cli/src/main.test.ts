import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, promptFiles, run } from './testing/run-cli.ts'

test.each([
  [],
  ['nonsense'],
  ['generate', '--nonsense'],
  ['generate', '--check', '--watch'],
  ['generate', '--root'],
])('wrong usage %j ends with 2, and shows what is possible', async (...args) => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const before = await project.snapshot()
  const { code, stdout, stderr } = await project.understudy(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/Usage: understudy|Add --help/)
  expect(await project.snapshot()).toEqual(before)
})

test.each([
  [['--help'], 'understudy check --remote'],
  [['generate', '--help'], 'understudy generate --mode staging'],
  [['init', '--help'], 'understudy init --root apps/web'],
  [['--version'], /^\d+\.\d+\.\d+\n$/],
])('%j prints to stdout and ends with 0', async (args, text) => {
  await using project = await cliProject()
  const { code, stdout, stderr } = await project.understudy(...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(text)
})

test('output that goes to no terminal has no colour, unless it is wanted', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const bin = join(import.meta.dirname, 'bin.ts')
  const colour = String.fromCharCode(27)
  expect((await run([bin, 'generate'], project.root)).stdout).not.toContain(colour)
  expect((await run([bin, 'generate'], project.root, { FORCE_COLOR: '1' })).stdout).toContain(colour)
})

test('a failure of the system is one line', async () => {
  await using project = await cliProject({ ...promptFiles('rag-qa'), '.understudy': 'a file in the way' })
  const { code, stderr } = await project.understudy('generate')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error E\w+: .*\.understudy.*\n$/)
})

test('--watch ends well when it is interrupted', async () => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const args = ['--conditions=@understudy/source', join(import.meta.dirname, 'bin.ts'), 'generate', '--watch']
  const child = spawn(process.execPath, args, { cwd: project.root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.on('close', resolve))
  for await (const text of child.stdout.setEncoding('utf8')) {
    if (String(text).includes('Watching for changes')) child.kill('SIGINT')
  }
  expect(await ended).toBe(0)
})

test.each(['20.19.0', '22.17.1'])('Node %s is refused before anything else', async (version) => {
  await using project = await cliProject(promptFiles('rag-qa'))
  const fake = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(fake)}`,
    join(import.meta.dirname, 'bin.ts'),
  ]
  const { code, stdout, stderr } = await run([...args, 'generate'], project.root)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^understudy needs Node\.js 22\.18 or later; this is v[\d.]+\.\n$/)
})
