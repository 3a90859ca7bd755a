import { expect, test } from 'vitest'
import { rows } from '../fixtures/matrix/rows.ts'
import { cellsOf, runCell } from '../fixtures/matrix/run-cell.ts'

// Seven is prime to the number of a row's cells, so that api, client and mode all change from row to row.
const slice = rows.flatMap((row, index) => {
  const cells = cellsOf(row)
  return cells.slice((index * 7) % cells.length).slice(0, 1)
})

/** A quick slice of the matrix: every row once, with apis, clients and modes in turn. */
test.concurrent.each(slice)('$row.name: $api over $over, $mode', { timeout: 30_000 }, runCell)

test('no row is without a cell, and no two have the same name', () => {
  expect(slice).toHaveLength(rows.length)
  expect(new Set(rows.map(({ name, apis }) => `${name} ${apis}`)).size).toBe(rows.length)
})
