import type { BuildError } from '@understudy/sources'
import type { Io } from './io.ts'
import { paint } from './paint.ts'

/** Prints warnings and errors with their frames and next steps. */
export function reportProblems(
  io: Io,
  { errors, warnings }: { errors: readonly BuildError[]; warnings: readonly BuildError[] },
): void {
  const print = (label: string, problem: BuildError): void =>
    void io.stderr.write(`${label} ${problem.message}\n\n`)
  for (const warning of warnings) print(paint(io.stderr, 'yellow', 'warning'), warning)
  for (const error of errors) print(paint(io.stderr, 'red', 'error'), error)
}

/** A problem as `--json` prints it. */
export interface ProblemJson {
  code: string
  message: string
  summary: string
  hint: string
  prompt: string | undefined
  environment: string | undefined
  file: string | undefined
  line: number | undefined
  column: number | undefined
  frame: string | undefined
}

export function problemJson(problem: BuildError): ProblemJson {
  const { code, message, summary, hint, prompt, environment, file, line, column, frame } = problem
  return { code, message, summary, hint, prompt, environment, file, line, column, frame }
}
