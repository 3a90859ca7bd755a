// What runs in a `CompileThread`: takes batches of prompts, and answers each with what they compile to.
import { parentPort, workerData } from 'node:worker_threads'
import { type ArrangedPrompt, compilePrompt } from '@understudy/compiler'
import type { ThreadOptions, ThreadResult } from './compile-thread.ts'

const { partials, ...rest }: ThreadOptions = workerData
const options = { ...rest, partials: new Map(partials.map((one) => [one.name, one])) }

parentPort?.on('message', (prompts: readonly ArrangedPrompt[]) => {
  const result: ThreadResult = prompts.map((prompt) => {
    const compiled = compilePrompt(prompt, options)
    // Errors do not survive the way to another thread: who asked compiles the prompt once more.
    return Array.isArray(compiled) ? undefined : compiled
  })
  parentPort?.postMessage(result)
})
