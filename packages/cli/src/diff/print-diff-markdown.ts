import type { CandidateDiff, MessageDiff, ProjectDiff, PromptDiff } from '@understudy/sources'
import {
  describeCount,
  describeSetting,
  describeTokens,
  describeVariable,
  describeVersion,
  type Marks,
} from './describe-diff.ts'
import { shortenParts } from './shorten.ts'
import { visible } from './visible.ts'

/** A comment may have 65,536 characters on GitHub. */
const MAX_LENGTH = 60_000

const marks: Marks = { added: (text) => text, removed: (text) => text, code }

/** A diff for the comment of a pull request. No text of a template can get out of its place in it. */
export function printDiffMarkdown(diff: ProjectDiff): string {
  const head = `### Prompts: ${code(diff.from)} → ${diff.to}\n\n${describeCount(diff)}\n`
  let text = head
  for (const [i, prompt] of diff.prompts.entries()) {
    const next = `\n${printPrompt(prompt).join('\n')}\n`
    if (text.length + next.length > MAX_LENGTH) {
      const names = diff.prompts.slice(i).map(({ prompt }) => code(prompt))
      const listed = names.slice(0, 100).join(', ')
      return `${text}\nToo long to show: ${listed}${names.length > 100 ? ` and ${names.length - 100} more` : ''}.\n`
    }
    text += next
  }
  return text
}

function printPrompt(prompt: PromptDiff): string[] {
  const { kind, candidates, variables, callSites, typeErrors, breaking } = prompt
  const list = (title: string, items: string[]): string[] =>
    items.length === 0 ? [] : ['', `**${title}**`, '', ...items.map((item) => `- ${item}`)]
  const warning = breaking && callSites.length > 0 ? ': calls may have to change ⚠️' : ''
  const isConcerned = breaking || variables.length > 0
  return [
    `#### ${code(prompt.prompt)} ${kind}${warning}`,
    ...list(
      'Variables',
      variables.map((variable) => describeVariable(variable, marks).replace(/^([+~-]) /, signs)),
    ),
    ...list(
      'Imports',
      isConcerned ? callSites.map(({ file, line, text }) => `${code(`${file}:${line}`)} ${code(text)}`) : [],
    ),
    ...list(
      'TypeScript',
      (typeErrors ?? []).map(
        ({ file, line, column, message }) => `${code(`${file}:${line}:${column}`)} ${code(message)}`,
      ),
    ),
    ...candidates.flatMap(printCandidate),
  ]
}

function printCandidate(candidate: CandidateDiff): string[] {
  const { kind, environment, file, settings, messages } = candidate
  const version = describeVersion(candidate, code)
  const facts = [kind, describeTokens(candidate), ...(version ? [version] : []), code(file)]
  const changed = messages.filter((message) => message.kind !== 'same')
  return [
    '',
    `**${code(environment)}** ${facts.join(' · ')}`,
    ...(settings.length === 0 ? [] : ['']),
    ...settings.map((setting) => `- ${describeSetting(setting, marks).replace(/^([+~-]) /, signs)}`),
    ...changed.flatMap((message) => ['', printMessage(message)]),
  ]
}

/** At the beginning of an item, `+` and `-` would begin another list. */
const signs = (_: string, sign: string): string => (sign === '+' ? 'added ' : sign === '-' ? 'removed ' : '')

/** In `<pre>` nothing is Markdown, up to its end. */
function printMessage({ kind, label, parts }: MessageDiff): string {
  const text = shortenParts(parts)
    .map(({ kind, text }) => {
      const shown = escapeHtml(visible(text))
      return kind === 'added' ? `<ins>${shown}</ins>` : kind === 'removed' ? `<del>${shown}</del>` : shown
    })
    .join('')
  return `<pre>${kind} ${escapeHtml(visible(label))}${text === '' ? '' : `\n${text}`}</pre>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A code span in which a text is nothing else: its fence is longer than any in the text. */
function code(text: string): string {
  const line = visible(text).replace(/\s+/g, ' ')
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^`|`$|^ .* $/.test(line) || line.trim() === '' ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}
