/**
 * How much more memory was taken than while a process warmed up: the mean of the last half, less the most of the first
 * quarter; below zero where it was less, and 0 where there is nothing to compare.
 */
export function growthOf(megabytes: readonly number[]): number {
  const warmUp = megabytes.slice(0, Math.ceil(megabytes.length / 4))
  const later = megabytes.slice(Math.ceil(megabytes.length / 2))
  if (later.length === 0) return 0
  return Math.round(later.reduce((sum, one) => sum + one, 0) / later.length - Math.max(...warmUp))
}
