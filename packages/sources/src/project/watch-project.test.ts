import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openaiTemplate, promptFiles, tempProject } from '../testing/temp-project.ts'
import type { GenerateResult } from './generate.ts'
import { createProject } from './project.ts'
import { watchProject } from './watch-project.ts'

const soon = { timeout: 8000, interval: 20 }

test('follows every kind of change, of templates and of the configuration', { timeout: 60_000 }, async () => {
  await using project = await tempProject(promptFiles('rag-qa', 'Old words.'))
  const results: GenerateResult[] = []
  const errors: unknown[] = []
  const watcher = watchProject(createProject({ root: project.root }), {
    onResult: (result) => results.push(result),
    onError: (error) => errors.push(error),
  })
  const module = () => project.read('.understudy/rag-qa.js')
  try {
    await watcher.ready
    expect(results).toHaveLength(1)
    expect(await module()).toContain('Old words.')

    await project.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('New words.') })
    await vi.waitFor(async () => expect(await module()).toContain('New words.'), soon)

    await project.write(promptFiles('summary'))
    await vi.waitFor(async () => expect(await project.list('.understudy')).toContain('summary.js'), soon)

    await project.write({ 'prompts/summary/prod.yaml': 'provider: [' })
    await vi.waitFor(() => expect(results.at(-1)?.errors).toMatchObject([{ prompt: 'summary' }]), soon)

    await rename(join(project.root, 'prompts/summary'), join(project.root, 'prompts/_summary'))
    await vi.waitFor(async () => expect(await project.list('.understudy')).not.toContain('summary.js'), soon)
    expect(results.at(-1)?.errors).toEqual([])

    await project.write({ 'understudy.config.mjs': 'export default { output: "out" }' })
    await vi.waitFor(async () => expect(await project.list('out')).toContain('rag-qa.js'), soon)
  } finally {
    await watcher.close()
  }
  expect(errors).toEqual([])
  const runs = results.length
  await project.write({ 'prompts/rag-qa/prod.yaml': openaiTemplate('After the end.') })
  expect(results).toHaveLength(runs)
})

test('hands on what a source throws', async () => {
  await using project = await tempProject()
  const source = { name: 'broken', read: () => Promise.reject(new TypeError('a bug')) }
  const onError = vi.fn()
  const watcher = watchProject(createProject({ root: project.root, config: { source } }), {
    onResult() {},
    onError,
  })
  await watcher.ready
  await watcher.close()
  expect(onError).toHaveBeenCalledExactlyOnceWith(new TypeError('a bug'))
})
