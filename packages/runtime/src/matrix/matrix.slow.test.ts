import { describe, test } from 'vitest'
import { rows } from './fixtures/rows.ts'
import { cellsOf, runCell } from './fixtures/run-cell.ts'

/** Every row, in each api, over each client, in every way to call. */
describe.concurrent.each(rows)('$name', (row) => {
  test.each(cellsOf(row))('$api over $over, $mode', runCell)
})
