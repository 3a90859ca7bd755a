import type { CandidateDiff, ProjectDiff, SettingDiff, VariableDiff } from '@understudy/sources'
import { shortJson } from './shorten.ts'

/** How both formats mark what they show. */
export interface Marks {
  added(text: string): string
  removed(text: string): string
  /** A name or a value. */
  code(text: string): string
}

export function describeTokens({ tokens: { before, after } }: CandidateDiff): string {
  const delta = after - before
  return `${before} → ${after} tokens (${delta > 0 ? '+' : delta < 0 ? '−' : '±'}${Math.abs(delta)})`
}

export function describeSetting(
  { name, before, after }: SettingDiff,
  { added, removed, code }: Marks,
): string {
  if (before === undefined) return `${added(`+ ${code(name)}`)}: ${code(shortJson(after))}`
  if (after === undefined) return `${removed(`- ${code(name)}`)}: ${code(shortJson(before))}`
  return `~ ${code(name)}: ${code(shortJson(before))} → ${code(shortJson(after))}`
}

export function describeVariable(
  { name, before, after }: VariableDiff,
  { added, removed, code }: Marks,
): string {
  const [old, now] = [before, after].map((one) => one && `${one.type}${one.required ? '' : ', optional'}`)
  if (old === undefined) return `${added(`+ ${code(name)}`)} (${now})`
  if (now === undefined) return `${removed(`- ${code(name)}`)} (${old})`
  return `~ ${code(name)} (${old} → ${now})`
}

export function describeVersion(
  { version: { before, after } }: CandidateDiff,
  code: Marks['code'],
): string | undefined {
  if (before === after) return undefined
  return `version ${before === undefined ? '–' : code(before)} → ${after === undefined ? '–' : code(after)}`
}

export function describeCount({ prompts, unchanged }: ProjectDiff): string {
  const same = unchanged === 0 ? '' : unchanged === 1 ? '; 1 is the same' : `; ${unchanged} are the same`
  if (prompts.length === 0) return `No prompt differs${same}.`
  return `${prompts.length} ${prompts.length === 1 ? 'prompt differs' : 'prompts differ'}${same}.`
}
