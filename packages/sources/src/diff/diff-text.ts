import { diffLines, diffWordsWithSpace } from 'diff'
import type { TextPart } from './project-diff.ts'

/** With more edits than this, a text is another one; to find them all would take seconds. */
const MOST_EDITS = 400

/**
 * Compares two texts word by word, or line by line where too much differs; the parts of kinds `same` and `added`,
 * joined, are the later text.
 */
export function diffText(before: string, after: string): TextPart[] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ??
    diffLines(before, after, { maxEditLength: MOST_EDITS }) ?? [
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
