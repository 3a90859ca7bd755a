import { codeFrame } from './code-frame.ts'

/** Shared with the runtime's errors, so that `isUnderstudyError` knows this one too. */
const brand = Symbol.for('understudy.error')

/** What went wrong with a template or a prompt. */
export type BuildErrorCode =
  | 'yaml_syntax'
  | 'invalid_template'
  | 'unknown_key'
  | 'missing_model'
  | 'missing_api'
  | 'unsupported_by_api'
  | 'template_syntax'
  | 'invalid_schema'
  | 'undeclared_variable'
  | 'prompt_name'
  | 'duplicate_identifier'
  | 'missing_environment'
  | 'missing_fallback'
  | 'client_leak'
  | 'secret'
  | 'config'
  | 'source'

/** Where in which file a problem is. Lines and columns count from 1. */
export interface Place {
  /** The file as the user would name it, relative to the project's root. */
  file: string
  line?: number
  column?: number
  /** The file's text, from which the frame is cut. */
  text?: string
}

export interface BuildProblem {
  code: BuildErrorCode
  /** What is wrong, in one sentence without the place. */
  summary: string
  /** The next step that mends it. */
  hint: string
  prompt?: string
  environment?: string
  place?: Place
  cause?: unknown
}

/**
 * A problem in a template, a prompt or the configuration, as a user meets it during a build.
 *
 * `message` is the whole report: place, prompt, what is wrong, the lines around it, and the next step.
 */
export class BuildError extends Error {
  override readonly name = 'BuildError'
  readonly code: BuildErrorCode
  readonly summary: string
  readonly hint: string
  readonly prompt: string | undefined
  readonly environment: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly frame: string | undefined
  /** The line of the problem, as the frame shows it. */
  readonly lineText: string | undefined

  constructor(problem: BuildProblem) {
    const { place } = problem
    const frame =
      place?.text !== undefined && place.line !== undefined
        ? codeFrame(place.text, place.line, place.column ?? 1)
        : undefined
    super(report(problem, frame), problem.cause === undefined ? undefined : { cause: problem.cause })
    Object.defineProperty(this, brand, { value: true })
    this.code = problem.code
    this.summary = problem.summary
    this.hint = problem.hint
    this.prompt = problem.prompt
    this.environment = problem.environment
    this.file = place?.file
    this.line = place?.line
    this.column = place?.column
    this.frame = frame
    this.lineText =
      place?.text !== undefined && place.line !== undefined
        ? (place.text.split(/\r\n|\n|\r/)[place.line - 1] ?? '')
        : undefined
  }
}

function report(
  { summary, hint, prompt, environment, place }: BuildProblem,
  frame: string | undefined,
): string {
  const at = place && [place.file, place.line, place.line && place.column].filter(Boolean).join(':')
  const who = prompt && (environment ? `${prompt} (${environment})` : prompt)
  const head = [at, who, summary].filter(Boolean).join(': ')
  return [head, frame, `  → ${hint}`].filter(Boolean).join('\n')
}
