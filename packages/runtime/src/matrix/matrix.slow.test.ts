import { describe, test } from 'vitest'
import { rows } from '../fixtures/matrix/rows.ts'
import { cellsOf, runCell } from '../fixtures/matrix/run-cell.ts'

/** Every row, in each api, over each client, in every way to call. */
describe.concurrent.each(rows)('$name', (row) => {
  test.each(cellsOf(row))('$api over $over, $mode', runCell)
})
