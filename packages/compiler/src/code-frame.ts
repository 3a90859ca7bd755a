/** The lines around a place, with a caret under it; tabs count as one column. */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|\n|\r/)
  const first = Math.max(1, line - 2)
  const last = Math.min(lines.length, line + 2)
  const width = String(last).length
  const rows: string[] = []
  for (let n = first; n <= last; n++) {
    const content = (lines[n - 1] ?? '').replaceAll('\t', ' ')
    rows.push(`${n === line ? '>' : ' '} ${String(n).padStart(width)} | ${content}`.trimEnd())
    if (n === line) rows.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1))}^`)
  }
  return rows.join('\n')
}
