import type { BuildRequest, WatchingBundler } from '../bundler.ts'

type Done<Stats> = (error: Error | null, stats?: Stats) => void

interface Stats {
  hasErrors(): boolean
  hasWarnings(): boolean
  toString(options: object): string
}

interface Compiler {
  run(done: Done<Stats>): void
  close(done: (error?: Error | null) => void): void
  watch(options: object, done: Done<Stats>): { close(done: () => void): void } | undefined
}

const failureOf = (error: Error | null, stats: Stats | undefined): unknown => {
  if (error) return error
  return stats?.hasErrors()
    ? new Error(stats.toString({ all: false, errors: true, errorDetails: true }))
    : undefined
}

/** Drives webpack's or rspack's compiler. */
export function driveCompiler(name: string, create: (request: BuildRequest) => Compiler): WatchingBundler {
  return {
    name,
    async build(request) {
      const compiler = create(request)
      const { error, stats } = await new Promise<{ error: Error | null; stats: Stats | undefined }>(
        (resolve) => compiler.run((error, stats) => resolve({ error, stats })),
      )
      await new Promise<unknown>((resolve) => compiler.close(resolve))
      const failure = failureOf(error, stats)
      if (failure !== undefined) throw failure
      return stats?.hasWarnings() ? [stats.toString({ all: false, warnings: true })] : []
    },
    async watch(request, onBuild) {
      const watching = create(request).watch({ aggregateTimeout: 5 }, (error, stats) => {
        const failure = failureOf(error, stats)
        if (failure === undefined) onBuild()
        else onBuild(failure)
      })
      return {
        [Symbol.asyncDispose]: () =>
          new Promise<void>((resolve) => (watching ? watching.close(resolve) : resolve())),
      }
    },
  }
}
