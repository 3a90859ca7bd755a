import type { ArrangedPrompt, PromptOptions } from '@understudy/compiler'
import { expect, test, vi } from 'vitest'
import { openaiTemplate } from '../testing/temp-project.ts'
import { compilePrompts, type OnCompiled } from './compile-prompts.ts'
import { CompileThread } from './compile-thread.ts'

const partial = { name: 'tone', file: 'prompts/_partials/tone.mustache', text: 'Be kind.' }
const options: PromptOptions = { partials: new Map([['tone', partial]]), missing: 'error' }

function prompts(count: number): ArrangedPrompt[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `p${i}`
    const text = openaiTemplate(i % 50 === 7 ? '{{#open}}' : `${i} {{> tone}}`)
    const file = { prompt: name, environment: 'prod', file: `prompts/${name}/prod.yaml`, text }
    return { name, identifier: name, files: [file] }
  })
}

/** What becomes of each prompt, errors as their messages. */
async function compileAll(each: ArrangedPrompt[], useThread?: boolean): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>()
  const onCompiled: OnCompiled = ({ name }, compiled) => {
    expect(found.has(name)).toBe(false)
    found.set(name, Array.isArray(compiled) ? compiled.map(({ message }) => message) : compiled)
  }
  await compilePrompts({ count: each.length, each }, options, onCompiled, useThread)
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

test('threads find what none finds, errors too', { timeout: 30_000 }, async () => {
  const compile = vi.spyOn(CompileThread.prototype, 'compile')
  const alone = await compileAll(prompts(300), false)
  expect(compile).not.toHaveBeenCalled()
  expect(alone.get('p7')).toEqual([expect.stringContaining('prompts/p7/prod.yaml:')])
  expect(alone.get('p8')).toMatchObject({
    partials: ['tone'],
    js: expect.stringContaining("'8 ' + 'Be kind.'"),
  })

  const answers: unknown[] = []
  compile.mockImplementation(async function (this: CompileThread, batch) {
    compile.mockRestore()
    const answer = await this.compile(batch)
    answers.push(...(answer ?? []))
    return answer
  })
  expect(await compileAll(prompts(300), true)).toEqual(alone)
  // At least one batch came from a thread, with nothing for a prompt with errors.
  expect(answers).toHaveLength(32)
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(1)
})

test('what a thread that ends has not done is done here', async () => {
  using _compile = vi.spyOn(CompileThread.prototype, 'compile').mockResolvedValue(undefined)
  expect((await compileAll(prompts(100), true)).size).toBe(100)
})

test('few prompts start no thread', async () => {
  using compile = vi.spyOn(CompileThread.prototype, 'compile')
  expect((await compileAll(prompts(100))).size).toBe(100)
  expect(compile).not.toHaveBeenCalled()
})

test.each([true, false])('a failure ends it, with a thread: %s', { timeout: 30_000 }, async (useThread) => {
  let calls = 0
  const run = compilePrompts(
    { count: 300, each: prompts(300) },
    options,
    () => {
      calls++
      throw new Error('The disk is full.')
    },
    useThread,
  )
  await expect(run).rejects.toThrow('The disk is full.')
  expect(calls).toBe(1)
})
