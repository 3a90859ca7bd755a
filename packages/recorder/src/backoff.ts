/** The longest pause between two attempts, in milliseconds. */
const LONGEST = 60_000

/** How long to wait before attempt `number` + 1: full jitter below a limit that doubles, in milliseconds. */
export function backoff(number: number): number {
  return Math.random() * Math.min(LONGEST, 500 * 2 ** number)
}
