import type { CandidateDiff, MessageDiff, ProjectDiff, PromptDiff, TextPart } from '@understudy/sources'
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

/** Colours a text; returns it unchanged where there are no colours. */
export type Paint = (format: 'green' | 'red' | 'bold' | 'dim' | 'yellow', text: string) => string

/** A diff for a terminal; without colours, words are marked as git marks them. */
export function printDiffText(diff: ProjectDiff, paint: Paint): string {
  const lines = diff.prompts.flatMap((prompt) => [...printPrompt(prompt, paint), ''])
  return `${[...lines, `${visible(diff.from)} → ${diff.to}: ${describeCount(diff)}`].join('\n')}\n`
}

function printPrompt(prompt: PromptDiff, paint: Paint): string[] {
  const { kind, candidates, variables, callSites, typeErrors, breaking } = prompt
  const marks: Marks = {
    added: (text) => paint('green', text),
    removed: (text) => paint('red', text),
    code: visible,
  }
  const isConcerned = breaking || variables.length > 0
  const section = (title: string, lines: string[]): string[] =>
    lines.length === 0 ? [] : [`  ${paint('dim', title)}`, ...lines.map((line) => `    ${line}`)]
  const warning = breaking && callSites.length > 0 ? ` ${paint('yellow', 'calls may have to change')}` : ''
  return [
    `${paint('bold', visible(prompt.prompt))} ${kind}${warning}`,
    ...candidates.flatMap((candidate) => printCandidate(candidate, marks, paint)),
    ...section(
      'variables',
      variables.map((variable) => describeVariable(variable, marks)),
    ),
    ...section(
      'imports',
      isConcerned ? callSites.map(({ file, line, text }) => visible(`${file}:${line} ${text}`)) : [],
    ),
    ...section(
      'TypeScript',
      (typeErrors ?? []).map(({ file, line, column, message }) =>
        visible(`${file}:${line}:${column} ${message}`),
      ),
    ),
  ]
}

function printCandidate(candidate: CandidateDiff, marks: Marks, paint: Paint): string[] {
  const { kind, environment, file, settings, messages } = candidate
  const version = describeVersion(candidate, marks.code)
  const facts = [kind, describeTokens(candidate), ...(version ? [version] : []), visible(file)]
  return [
    `  ${paint('bold', visible(environment))} ${facts.join(' · ')}`,
    ...settings.map((setting) => `    ${describeSetting(setting, marks)}`),
    ...messages.flatMap((message) => printMessage(message, paint)),
  ]
}

function printMessage({ kind, label, parts }: MessageDiff, paint: Paint): string[] {
  if (kind === 'same') return []
  const sign = { added: '+', removed: '-', changed: '~' }[kind]
  const color = { added: 'green', removed: 'red', changed: 'dim' } as const
  const text = shortenParts(parts)
    .map((part) => markWords(part, kind === 'changed', paint))
    .join('')
  return [
    `    ${paint(color[kind], `${sign} ${visible(label)}`)}`,
    ...(text === '' ? [] : text.split('\n').map((line) => `      ${line}`)),
  ]
}

/** Each line is coloured by itself, so that indentation and pagers do not break the colour. */
function markWords({ kind, text }: TextPart, marked: boolean, paint: Paint): string {
  const shown = visible(text)
  if (kind === 'same') return shown
  const [color, open, close] =
    kind === 'added' ? (['green', '{+', '+}'] as const) : (['red', '[-', '-]'] as const)
  const hasColors = paint(color, 'x') !== 'x'
  if (!hasColors) return marked ? `${open}${shown}${close}` : shown
  return shown
    .split('\n')
    .map((line) => (line === '' ? line : paint(color, line)))
    .join('\n')
}
