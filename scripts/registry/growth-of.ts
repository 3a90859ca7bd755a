/**
 * How much more memory was taken later than while a process warmed up: the mean of the last half, less the most of the
 * first quarter; below zero where it was less.
 */
export function growthOf(megabytes: readonly number[]): number {
  const most = Math.max(...megabytes.slice(0, Math.ceil(megabytes.length / 4)))
  const later = megabytes.slice(Math.floor(megabytes.length / 2))
  return Math.round(later.reduce((sum, one) => sum + one, 0) / later.length - most)
}
