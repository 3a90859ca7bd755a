/** One measured figure. */
export interface Figure {
  /** What was measured. */
  name: string
  value: number
  /** What the value counts; `×` for a ratio of two things measured in the same run. */
  unit: 'ms' | 'µs' | 'MB' | 'B' | '×' | 'objects'
  /** What the value may be at most; without it the figure is shown for comparison. */
  budget?: number
  /** What one should know of it, in a few words. */
  note?: string
}

/** Whether a figure is within its budget. */
export function isKept({ value, budget }: Figure): boolean {
  return budget === undefined || value <= budget
}
