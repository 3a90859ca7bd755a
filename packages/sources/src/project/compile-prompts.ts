import { availableParallelism } from 'node:os'
import type { ArrangedPrompt, CompiledPrompt, PartialFile, PromptOptions } from '@understudy/compiler'
import { BuildError } from '@understudy/compiler/project'
import { CompileThread } from './compile-thread.ts'

/** From how many prompts on it pays to start threads. */
const MANY = 2000

/** How many threads: more would take more memory, and wait for the one that reads and writes. */
const THREADS = 2

/** How many prompts a thread takes at once: fewer wake it more often, more let their modules live until all are done. */
const BATCH = 32

/** Gets a prompt with what became of it. */
export type OnCompiled = (prompt: ArrangedPrompt, compiled: CompiledPrompt | BuildError[]) => void

/**
 * Compiles prompts, many of them in threads, while this one reads and writes; what comes of a prompt does not depend on
 * where it was compiled.
 *
 * @param prompts Taken a few at a time, so that not all texts have to be in memory.
 * @param onCompiled Called in the order in which the prompts are ready.
 * @param useThreads Whether to start threads. @default when there are many prompts and two processors
 */
export async function compilePrompts(
  prompts: { count: number; each: Iterable<ArrangedPrompt> },
  options: PromptOptions,
  onCompiled: OnCompiled,
  useThreads: boolean = prompts.count >= MANY && availableParallelism() > 1,
): Promise<void> {
  if (prompts.count === 0) return
  if (useThreads) return await compileInThreads(prompts.each, options, onCompiled)
  const { compilePrompt } = await import('@understudy/compiler')
  for (const prompt of prompts.each) onCompiled(prompt, compilePrompt(prompt, options))
}

async function compileInThreads(
  prompts: Iterable<ArrangedPrompt>,
  options: PromptOptions,
  onCompiled: OnCompiled,
): Promise<void> {
  const partials = readAll(options.partials)
  const threads = Array.from({ length: THREADS }, () => new CompileThread({ ...options, partials }))
  const left = prompts[Symbol.iterator]()
  let failed = false

  const nextBatch = (): ArrangedPrompt[] => {
    const batch: ArrangedPrompt[] = []
    while (!failed && batch.length < BATCH) {
      const next = left.next()
      if (next.done) break
      batch.push(next.value)
    }
    return batch
  }
  const compileWith = async (thread: CompileThread): Promise<void> => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      const results = await thread.compile(batch)
      for (const [i, prompt] of batch.entries()) {
        if (failed) return
        onCompiled(prompt, results?.[i] ?? (await compileHere(prompt, options)))
      }
    }
  }
  const watched = async (work: Promise<void>): Promise<void> => {
    try {
      await work
    } catch (error) {
      failed = true
      throw error
    }
  }
  // Two batches at once for each, so that it has work while this thread is busy.
  const works = [...threads, ...threads].map((thread) => watched(compileWith(thread)))
  const ends = await Promise.allSettled(works)
  await Promise.all(threads.map((thread) => thread.close()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Compiles what a thread did not bring to an end, which few projects have: the compiler is only loaded for it. */
async function compileHere(
  prompt: ArrangedPrompt,
  options: PromptOptions,
): Promise<CompiledPrompt | BuildError[]> {
  const { compilePrompt } = await import('@understudy/compiler')
  return compilePrompt(prompt, options)
}

/** All partials that can be read. A prompt that includes another is compiled once more here, which tells why. */
function readAll(partials: PromptOptions['partials']): PartialFile[] {
  return [...partials.keys()].flatMap((name) => {
    try {
      return partials.get(name) ?? []
    } catch (error) {
      if (error instanceof BuildError) return []
      throw error
    }
  })
}
