import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeBlocks } from '../documents/code-blocks.ts'
import { assert, attempt } from './shell.ts'

/** A test of a user's own fallback, with nothing but Node. */
const test = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ragQa } from '#prompts/rag-qa'
import { type CompletionError, createClient } from '@understudy/runtime'
import {
  answerWith, cutAfter, failAfter, failWith, fakeProvider, seededRandom, stallAfter, virtualClock,
} from '@understudy/runtime/testing'

const variables = { question: 'What is the capital of Japan?', passages: [] }

function setUp(...behaviours: [ReturnType<typeof failWith>, ...ReturnType<typeof failWith>[]]) {
  const clock = virtualClock()
  const openai = fakeProvider('openai.chat', ...behaviours)
  const anthropic = fakeProvider('anthropic.messages', answerWith('Tokyo, says the fallback.', { firstToken: 300 }))
  const client = createClient({ providers: { openai, anthropic } }, { clock, random: seededRandom(1) })
  return { clock, openai, anthropic, client, run: () => clock.settle(client.run(ragQa, variables)) }
}

for (const [name, behaviour, kind, ms] of [
  ['is overloaded', failWith('overloaded'), 'overloaded', 0],
  ['answers 503', failWith(503), 'server', 0],
  ['never begins', stallAfter(0), 'first_token_timeout', 8_000],
  ['stalls', stallAfter(3), 'idle_timeout', 15_000],
  ['breaks off', cutAfter(3), 'truncated', 0],
  ['fails in the middle', failAfter(2, 'overloaded'), 'overloaded', 0],
] as const) {
  test(\`the fallback answers when the primary \${name}\`, async () => {
    const { run, openai, anthropic } = setUp(behaviour)
    const { text, servedBy, attempts } = await run()
    assert.equal(text, 'Tokyo, says the fallback.')
    assert.equal(servedBy.provider, 'anthropic')
    assert.deepEqual(attempts.map(({ kind, ms }) => [kind, ms]), [[kind, ms], [undefined, 300]])
    assert.deepEqual([openai.open, anthropic.open], [0, 0])
    assert.match(JSON.stringify(anthropic.requests[0]?.body), /What is the capital of Japan/)
  })
}

test('a refused key calls somebody, and a dead primary is left alone until it heals', async () => {
  const { clock, openai, client, run } = setUp(failWith('auth'))
  assert.equal((await run()).attempts[0]?.alert, true)
  assert.equal((await run()).attempts[0]?.kind, 'circuit_open')
  openai.behave(answerWith('Tokyo.'))
  await clock.advance(60_000)
  assert.equal((await clock.settle(client.run(ragQa, variables))).servedBy.provider, 'openai')
})

test('what no candidate can answer is one clear error', async () => {
  const { run, anthropic } = setUp(failWith('overloaded'))
  anthropic.behave(failWith('server'))
  await assert.rejects(run, (error: CompletionError) => error.code === 'exhausted' && error.kind === 'server')
})
`

/** Tests a fallback as the runtime's README shows, by \`node --test\`, and breaks it to see that the test can fail. */
export async function tryTesting(folder: string): Promise<void> {
  const file = 'src/fallback.test.ts'
  const node = async (...args: string[]) => await attempt(folder, {}, 'node', ...args)
  await writeFile(join(folder, file), test)
  await writeFile(join(folder, 'src/readme.test.ts'), await readmeTest())
  const types = await attempt(folder, {}, 'npx', 'tsc')
  assert(types.code === 0, 'a test of the fallback type-checks', types.output)
  const { code, output } = await node('--test', file)
  assert(code === 0 && /pass 8\b/.test(output), 'and passes, by `node --test` alone', output)
  const readme = await node('--test', 'src/readme.test.ts')
  assert(
    readme.code === 0 && /pass 1\b/.test(readme.output),
    'and so does the one in the README',
    readme.output,
  )
  await writeFile(
    join(folder, file),
    test.replace("failWith('overloaded'), 'overloaded'", "answerWith('Osaka.'), 'overloaded'"),
  )
  const broken = await node('--test', file)
  assert(
    broken.code === 1 && /fail 1\b/.test(broken.output),
    'and fails where the fallback did not answer',
    broken.output,
  )
  await rm(join(folder, file))
  await rm(join(folder, 'src/readme.test.ts'))
}

/** The test that the runtime's README shows, with variables for it. */
async function readmeTest(): Promise<string> {
  const file = new URL('../../packages/runtime/README.md', import.meta.url)
  const blocks = codeBlocks('README.md', await readFile(file, 'utf8'))
  const block = blocks.find(({ text }) => text.includes("from 'node:test'"))
  return `const question = 'Why?'\nconst passages: [] = []\n${block?.text ?? ''}`
}
