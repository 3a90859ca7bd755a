// A process that watches a project, edits some of its templates one after another, and prints what each run took.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProject, type GenerateResult, watchProject } from '@understudy/sources'
import type { Watched } from './generate.ts'
import { promptName } from './large-project.ts'

const [root = '.', count = '0', edits = '0'] = process.argv.slice(2)
let resolveRun = (_run: { result: GenerateResult; duration: number }): void => {}
const watcher = watchProject(createProject({ root }), {
  onResult: (result, duration) => resolveRun({ result, duration }),
  onError(error) {
    throw error
  },
})
await watcher.ready
const runs: Watched['runs'] = []
for (let i = 0; i < Number(edits); i++) {
  const file = join(
    root,
    'prompts',
    promptName(Math.floor((Number(count) * i) / Number(edits)), 'groups'),
    'prod.yaml',
  )
  const text = readFileSync(file, 'utf8').replace('assistant', `assistant ${i} of`)
  const run = Promise.withResolvers<{ result: GenerateResult; duration: number }>()
  resolveRun = run.resolve
  const started = performance.now()
  writeFileSync(file, text)
  const { result, duration } = await run.promise
  if (result.errors[0]) throw result.errors[0]
  if (result.written.length !== 3) throw new Error(`wrote ${result.written.join(', ')}`)
  runs.push({ ms: duration, sinceEditMs: performance.now() - started })
}
await watcher.close()
process.stdout.write(
  JSON.stringify({ runs, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Watched),
)
