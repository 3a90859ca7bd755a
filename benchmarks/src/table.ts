import { type Figure, isKept } from './figure.ts'

/** Figures as lines of text, in columns. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, budget, note = '' } = figure
    const limit = budget === undefined ? '' : `≤ ${format(budget, unit)}`
    const verdict = budget === undefined ? '' : isKept(figure) ? 'kept' : 'BROKEN'
    return [name, format(value, unit), limit, verdict, note]
  })
  const all = [['', 'measured', 'budget', '', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 1 || i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function format(value: number, unit: Figure['unit']): string {
  if (unit === '×') return `${value.toFixed(2)}×`
  return `${value.toFixed(value < 10 && unit === 'ms' ? 1 : 0)} ${unit}`
}
