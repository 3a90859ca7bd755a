import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { TEMPORARY } from '../emit/write-atomic.ts'
import { promptFiles, tempProject } from '../testing/temp-project.ts'
import { createProject } from './project.ts'

const entry = pathToFileURL(join(import.meta.dirname, 'project.ts')).href

/** Generates in a process of its own. */
function generateApart(root: string): ChildProcess {
  const code = `import { createProject } from ${JSON.stringify(entry)}
const { errors } = await createProject({ root: ${JSON.stringify(root)} }).generate()
process.exitCode = errors.length`
  const args = ['--conditions=@understudy/source', '--input-type=module', '--eval', code]
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

function prompts(count: number, text?: string): Record<string, string> {
  return Object.assign({}, ...Array.from({ length: count }, (_, i) => promptFiles(`prompt-${i}`, text)))
}

/** The output folder's files that are there for readers: name → text. */
function outputOf(root: string): Map<string, string> {
  const output = join(root, '.understudy')
  const names = readdirSync(output).filter((name) => !TEMPORARY.test(name) && name !== '.cache')
  return new Map(names.sort().map((name) => [name, readFileSync(join(output, name), 'utf8')]))
}

test('processes that generate at once never show a part of a file', { timeout: 60_000 }, async () => {
  await using project = await tempProject(prompts(60))
  const children = [generateApart(project.root), generateApart(project.root)]
  const ended = Promise.all(children.map((child) => once(child, 'exit')))
  let running = true
  ended.then(() => {
    running = false
  })
  const broken: string[] = []
  let seen = 0
  while (running) {
    await setImmediate()
    for (const [name, text] of existsSync(join(project.root, '.understudy')) ? outputOf(project.root) : []) {
      seen++
      if (!/[}\]']\n$/.test(text)) broken.push(name)
    }
  }
  expect(await ended).toEqual([
    [0, null],
    [0, null],
  ])
  expect(broken).toEqual([])
  expect(seen).toBeGreaterThan(0)
  expect(await createProject({ root: project.root }).check()).toMatchObject({ written: [], removed: [] })
})

test('the next run mends what a killed one left, wherever it was', { timeout: 60_000 }, async () => {
  await using whole = await tempProject(prompts(60, 'New words.'))
  await createProject({ root: whole.root }).generate()
  const wanted = outputOf(whole.root)

  await using project = await tempProject(prompts(60, 'Old words.'))
  await createProject({ root: project.root }).generate()
  for (const writtenBefore of [0, 20, 60, 119]) {
    await project.write(prompts(60, `Words ${writtenBefore}.`))
    const child = generateApart(project.root)
    const exited = once(child, 'exit')
    const isKilled = (): boolean =>
      [...outputOf(project.root).values()].filter((text) => text.includes(`Words ${writtenBefore}.`)).length >
      writtenBefore
    while (child.exitCode === null && !isKilled()) await setImmediate()
    child.kill('SIGKILL')
    await exited
    for (const text of outputOf(project.root).values()) expect(text).toMatch(/[}\]']\n$/)
  }
  await project.write(prompts(60, 'New words.'))
  expect((await createProject({ root: project.root }).generate()).errors).toEqual([])
  expect(outputOf(project.root)).toEqual(wanted)
  expect(await createProject({ root: project.root }).check()).toMatchObject({ written: [], removed: [] })
})
