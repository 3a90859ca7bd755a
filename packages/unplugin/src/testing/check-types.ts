import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Fixture } from './fixture.ts'
import { SOURCE_CONDITION } from './source-condition.ts'

const OPTIONS = [
  '--strict',
  '--noEmit',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  '--target es2023',
  '--module nodenext',
  '--allowImportingTsExtensions',
  `--customConditions ${SOURCE_CONDITION}`,
].flatMap((option) => option.split(' '))

const FILES = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#prompts': './.understudy/index.js', '#prompts/*': './.understudy/*.js' },
  }),
  'right.ts': `import { ragQa } from '#prompts/rag-qa'
import * as all from '#prompts'
const text: 'gpt-5.4-mini' = ragQa.candidates.prod.request({ question: 'Why?' }).model
const environment: 'prod' | 'fallback' | undefined = all.ragQa.chain[0]?.environment
export const out = [text, environment]
`,
  'wrong.ts': `import { ragQa } from '#prompts/rag-qa'
import { none } from '#prompts/none'
import { other } from '#prompts'
ragQa.candidates.prod.request({ question: 'Why?', passage: 1 })
ragQa.candidates.prod.request({})
export const out = [none, other]
`,
}

/** Type-checks a right and a wrong use of a built project's prompt, and returns what tsc says. */
export async function checkTypes(fixture: Fixture): Promise<string> {
  await fixture.write(FILES)
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')
  const args = [tsc, ...OPTIONS, 'right.ts', 'wrong.ts']
  return new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: fixture.root }, (_error, stdout) => resolve(stdout)),
  )
}
