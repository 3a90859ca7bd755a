import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { promptFiles, tempProject } from '../testing/temp-project.ts'

const index = join(import.meta.dirname, '../index.ts')

/** Generates a project in a process of its own, and prints which packages and which parts of ours it loaded. */
const SCRIPT = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
const { createProject } = await import(${JSON.stringify(index)})
const { errors } = await createProject({ root: process.argv[1] }).generate()
console.log(JSON.stringify({ errors, loaded }))
`

function load(root: string): { errors: unknown[]; libraries: string[]; hasCompiler: boolean } {
  const args = ['--conditions=@understudy/source', '--input-type=module', '-e', SCRIPT, root]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  const { errors, loaded }: { errors: unknown[]; loaded: string[] } = JSON.parse(stdout)
  const libraries = loaded.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  const hasCompiler = loaded.some((url) => url.endsWith('/compile-prompt.ts'))
  return { errors, libraries: [...new Set(libraries)].sort(), hasCompiler }
}

test('a run in which nothing has changed loads no library and no compiler', { timeout: 20_000 }, async () => {
  await using project = await tempProject(promptFiles('one'))
  expect(load(project.root)).toEqual({ errors: [], libraries: ['js-yaml', 'zod'], hasCompiler: true })
  // This one finds the files older than a tick of the file system's clock, and notes it.
  load(project.root)
  expect(load(project.root)).toEqual({ errors: [], libraries: [], hasCompiler: false })
})
