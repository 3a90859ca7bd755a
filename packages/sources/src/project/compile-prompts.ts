import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import {
  type ArrangedPrompt,
  BuildError,
  type CompiledPrompt,
  compilePrompt,
  type PartialFile,
  type PromptOptions,
} from '@understudy/compiler'
import { CompileThread } from './compile-thread.ts'

/** From how many prompts on it pays to start a second thread. */
const MANY = 2000

/** How many prompts a thread takes at once. */
const BATCH = 32

/** Gets a prompt with what became of it. */
export type OnCompiled = (prompt: ArrangedPrompt, compiled: CompiledPrompt | BuildError[]) => void

/**
 * Compiles prompts, many of them in two threads; what comes of a prompt does not depend on where it was compiled.
 *
 * @param prompts Taken a few at a time, so that not all texts have to be in memory.
 * @param onCompiled Called in the order in which the prompts are ready.
 * @param useThread Whether to start a second thread. @default when there are many prompts and two processors
 */
export async function compilePrompts(
  prompts: { count: number; each: Iterable<ArrangedPrompt> },
  options: PromptOptions,
  onCompiled: OnCompiled,
  useThread: boolean = prompts.count >= MANY && availableParallelism() > 1,
): Promise<void> {
  const thread = useThread
    ? new CompileThread({ ...options, partials: readAll(options.partials) })
    : undefined
  const left = prompts.each[Symbol.iterator]()
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
  const compileHere = async (): Promise<void> => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      for (const prompt of batch) onCompiled(prompt, compilePrompt(prompt, options))
      if (thread) await setImmediate()
    }
  }
  const compileThere = async (there: CompileThread): Promise<void> => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      const results = await there.compile(batch)
      if (failed) return
      // What the thread did not bring to an end is done here.
      for (const [i, prompt] of batch.entries()) {
        onCompiled(prompt, results?.[i] ?? compilePrompt(prompt, options))
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
  // Two at once for the thread, so that it has work while this one is busy.
  const works = thread ? [compileThere(thread), compileThere(thread), compileHere()] : [compileHere()]
  const ends = await Promise.allSettled(works.map(watched))
  await thread?.close()
  for (const end of ends) if (end.status === 'rejected') throw end.reason
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
