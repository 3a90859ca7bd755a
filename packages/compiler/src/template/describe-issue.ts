import type { $ZodIssue } from 'zod/v4/core'
import type { BuildProblem } from '../build-error.ts'
import { nearest } from '../nearest.ts'
import type { YamlPath } from './yaml-positions.ts'

/** Something wrong at a path of a template's document. */
export interface Objection extends Pick<BuildProblem, 'code' | 'summary' | 'hint'> {
  path: YamlPath
}

/** The keys of a mapping in a template, by where it stands. */
function keysAt(path: YamlPath): { of: string; keys: readonly string[] } {
  const [first, , third] = path
  if (first === 'messages') {
    return third === 'media'
      ? { of: 'a media slot', keys: ['name', 'type'] }
      : { of: 'a message', keys: ['role', 'content', 'media'] }
  }
  if (first === 'tools') return { of: 'a tool', keys: ['name', 'description', 'parameters'] }
  if (first === 'tool_choice') return { of: '`tool_choice`', keys: ['name'] }
  return {
    of: 'a template',
    keys: ['provider', 'api', 'model', 'parameters', 'messages', 'tools', 'tool_choice', 'output', 'inputs'],
  }
}

/** Turns the schema's first issue into a problem that a user can act on. */
export function describeIssue(issues: readonly $ZodIssue[], content: unknown): Objection {
  const issue = mostTelling(issues)
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const at = path.length === 0 ? 'the template' : `\`${path.join('.')}\``
  const value = path.reduce<unknown>(
    (part, key) =>
      part === null || part === undefined ? undefined : (part as { [key: string]: unknown })[key],
    content,
  )
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const { of, keys } = keysAt(path)
    const guess = nearest(key, keys)
    return {
      code: 'unknown_key',
      summary: `${of} has no key \`${key}\``,
      hint: guess ? `Did you mean \`${guess}\`?` : `Its keys are ${keys.map((k) => `\`${k}\``).join(', ')}.`,
      path: [...path, key],
    }
  }
  if (value === undefined && path.length === 1 && path[0] === 'model') {
    return {
      code: 'missing_model',
      summary: 'the model is missing',
      hint: "Add `model:` with the provider's id of the model.",
      path,
    }
  }
  if (value === undefined && path.length > 0) {
    return {
      code: 'invalid_template',
      summary: `${at} is missing`,
      hint: `Add \`${String(path.at(-1))}:\`.`,
      path,
    }
  }
  if (path.length === 2 && path[0] === 'messages' && typeof value === 'string') {
    return {
      code: 'invalid_template',
      summary: `${JSON.stringify(value)} is no message`,
      hint: 'Write `- history` for the placeholder, or a message with `role:` and `content:`.',
      path,
    }
  }
  return {
    code: 'invalid_template',
    summary: `${at} is not valid: ${lowerFirst(issue.message)}`,
    hint: hintFor(issue, path),
    path,
  }
}

/** A union reports one list of issues a branch; the one for a message object tells most. */
function mostTelling(issues: readonly $ZodIssue[]): $ZodIssue {
  const unknown = issues.find((i) => i.code === 'unrecognized_keys')
  const first = unknown ?? issues[0]
  if (!first) throw new TypeError('no issue')
  if (first.code !== 'invalid_union') return first
  const branch = first.errors.find((branch) =>
    branch.some((i) => i.path.length > 0 || i.code === 'unrecognized_keys'),
  )
  if (!branch) return first
  const inner = mostTelling(branch)
  return { ...inner, path: [...first.path, ...inner.path] }
}

function hintFor(issue: $ZodIssue, path: YamlPath): string {
  if (path.length === 0) return 'A template is a mapping with `provider:`, `model:` and `messages:`.'
  if (issue.code === 'invalid_value')
    return `Write one of ${issue.values.map((v) => `\`${String(v)}\``).join(', ')}.`
  if (issue.code === 'invalid_type') return `Write a ${issue.expected} here.`
  return 'Change this value.'
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
