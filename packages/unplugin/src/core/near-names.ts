/** The names that a misspelt one may have meant, nearest first, at most three. */
export function nearNames(name: string, candidates: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(name.length / 2))
  return [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...a].entries()) {
    const row = [index + 1]
    for (let column = 1; column <= b.length; column++) {
      const kept = (above[column - 1] ?? 0) + (b[column - 1] === letter ? 0 : 1)
      row.push(Math.min(kept, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1))
    }
    above = row
  }
  return above[b.length] ?? 0
}
