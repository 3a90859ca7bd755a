import type { FSWatcher } from 'chokidar'
import { Edits } from './edits.ts'
import type { GenerateResult } from './generate.ts'
import { pace } from './pace.ts'
import type { Project } from './project.ts'

export interface WatchOptions {
  /** Gets what each run found and did, the first run's included, and how many milliseconds it took. */
  onResult: (result: GenerateResult, duration: number) => void
  /** Gets what stopped a run or the watching itself. */
  onError: (error: unknown) => void
}

/** A project under watch. */
export interface ProjectWatcher {
  /** Fulfilled when the first run has ended. */
  readonly ready: Promise<void>
  /** Stops watching; fulfilled when a run under way has ended. */
  close(): Promise<void>
}

/** Generates a project's modules now and after each change of its templates or its configuration. */
export function watchProject(project: Project, options: WatchOptions): ProjectWatcher {
  const { onResult, onError } = options
  let watcher: FSWatcher | undefined
  const edits = new Edits()
  let paths = new Set<string>()
  let closed = false

  const follow = (): void => {
    const { files, folders } = project.watchList()
    const wanted = new Set([...files, ...folders])
    watcher?.unwatch([...paths].filter((path) => !wanted.has(path)))
    watcher?.add([...wanted].filter((path) => !paths.has(path)))
    paths = wanted
  }
  const run = async (): Promise<void> => {
    try {
      const started = performance.now()
      const result = await project.generate(edits.take())
      const duration = performance.now() - started
      if (closed) return
      follow()
      onResult(result, duration)
    } catch (error) {
      onError(error)
    }
  }
  const pacer = pace(run)

  const start = async (): Promise<void> => {
    // Who does not watch does not load it.
    const { watch } = await import('chokidar')
    if (closed) return
    const opened = watch([], { ignoreInitial: true })
    watcher = opened
    // The watcher stands before the first run, so that no change falls between the two.
    const standing = new Promise<void>((resolve) => opened.once('ready', resolve))
    follow()
    opened
      .on('all', (event, path) => {
        // Only a new text of a file leaves everything else as it was.
        edits.add(event === 'change' ? [path] : undefined)
        pacer.poke()
      })
      .on('error', onError)
    await standing
    await run()
  }
  const ready = start()
  return {
    ready,
    async close() {
      closed = true
      await watcher?.close()
      await Promise.all([ready, pacer.stop()])
    },
  }
}
