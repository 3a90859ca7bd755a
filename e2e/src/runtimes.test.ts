import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createFixture } from '../../packages/unplugin/src/testing/fixture.ts'

const run = promisify(execFile)
const bin = (name: string): string => join(import.meta.dirname, '../node_modules/.bin', name)

const MAIN = `import { ragQa } from '#prompts/rag-qa'
import * as all from '#prompts'

const question: string = 'Why?'
const { prod, fallback } = ragQa.candidates
console.log(JSON.stringify([
  prod.request({ question }).messages[0].content,
  fallback.request({ question }).system,
  Object.keys(all),
]))
`

test.each([
  ['Node', process.execPath, []],
  ['tsx', bin('tsx'), []],
  ['Deno', bin('deno'), ['run', '--quiet', '--no-prompt', '--allow-read', '--node-modules-dir=manual']],
  ['Bun', bin('bun'), ['run']],
] as const)('%s runs what `understudy generate` made, without a bundler', async (_, command, flags) => {
  await using fixture = await createFixture('First words.', {
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#prompts': './.understudy/index.js', '#prompts/*': './.understudy/*.js' },
    }),
    'main.ts': MAIN,
  })
  const cli = join(import.meta.dirname, '../../packages/cli/src/bin.ts')
  await run(process.execPath, ['--conditions=@understudy/source', cli, 'generate', '--root', fixture.root])
  const { stdout } = await run(command, [...flags, 'main.ts'], { cwd: fixture.root })
  expect(JSON.parse(stdout)).toEqual(['First words.', 'Fallback: First words.', ['ragQa']])
})
