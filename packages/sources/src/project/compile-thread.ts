import { Worker } from 'node:worker_threads'
import type { ArrangedPrompt, CompiledPrompt, PartialFile, PromptOptions } from '@understudy/compiler'

/** What a thread compiles by, all its time. */
export interface ThreadOptions extends Omit<PromptOptions, 'partials'> {
  partials: readonly PartialFile[]
}

/** Prompts after their compilation in a thread; undefined where a prompt has errors. */
export type ThreadResult = readonly (CompiledPrompt | undefined)[]

/** A second thread that compiles prompts. */
export class CompileThread {
  readonly #worker: Worker
  readonly #waiting: ((result: ThreadResult | undefined) => void)[] = []
  #hasEnded = false

  constructor(options: ThreadOptions) {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    this.#worker = new Worker(new URL(`./compile-worker.${extension}`, import.meta.url), {
      workerData: options,
      // It keeps nothing, so that larger spaces would only take more memory; smaller ones are collected too often.
      resourceLimits: { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 48 },
    })
    const end = (): void => {
      this.#hasEnded = true
      for (const resolve of this.#waiting.splice(0)) resolve(undefined)
    }
    this.#worker
      .on('message', (result: ThreadResult) => this.#waiting.shift()?.(result))
      .on('error', end)
      .on('exit', end)
  }

  /** Compiles some prompts; undefined when the thread has come to an end. Answers come in the order of the calls. */
  compile(prompts: readonly ArrangedPrompt[]): Promise<ThreadResult | undefined> {
    if (this.#hasEnded) return Promise.resolve(undefined)
    const { promise, resolve } = Promise.withResolvers<ThreadResult | undefined>()
    this.#waiting.push(resolve)
    this.#worker.postMessage(prompts)
    return promise
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
