import { createHash } from 'node:crypto'

/** A word that stands for a project in the search index, so that others' recordings are not even looked at. */
export function projectWord(projectId: string): string {
  return `project${createHash('sha256').update(projectId).digest('hex').slice(0, 16)}`
}
