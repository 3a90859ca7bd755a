import { diffWordsWithSpace } from 'diff'
import type { TextPart } from './project-diff.ts'

/** More edits than this are another text, and would take long to find. */
const MOST_EDITS = 2000

/** Compares two texts word by word; the parts of kinds `same` and `added`, joined, are the later text. */
export function diffText(before: string, after: string): TextPart[] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ]
  return changes
    .filter(({ value }) => value !== '')
    .map(({ value, added, removed }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    }))
}
