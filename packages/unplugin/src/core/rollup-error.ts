import { resolve } from 'node:path'
import type { BuildError } from '@understudy/sources'

/** An error as rollup, rolldown and vite show it, vite's overlay included. */
export interface RollupError extends Error {
  plugin: string
  id?: string
  loc?: { file: string; line: number; column: number }
  frame?: string
}

/** Gives build errors the form of rollup's: the first one's place, and every one's text. */
export function rollupError(root: string, errors: readonly BuildError[]): RollupError {
  const [first, ...others] = errors
  if (!first) throw new TypeError('There is no error to report.')
  // The bundler prints the first one's place and frame itself.
  const message = [describe(first), ...others.map((error) => error.message)].join('\n\n')
  const error: RollupError = Object.assign(new Error(message), { plugin: 'understudy' })
  // The stack would show where the plugin found the error, which is of no use to the template's author.
  error.stack = ''
  if (first.file === undefined || first.line === undefined) return error
  error.id = resolve(root, first.file)
  error.loc = { file: error.id, line: first.line, column: first.column ?? 1 }
  if (first.frame !== undefined) error.frame = first.frame
  return error
}

function describe({ file, line, prompt, environment, summary, hint }: BuildError): string {
  const where = line === undefined ? file : undefined
  const who = prompt && (environment ? `${prompt} (${environment})` : prompt)
  return `${[where, who, summary].filter(Boolean).join(': ')}\n  → ${hint}`
}
