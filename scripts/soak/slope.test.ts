import { expect, test } from 'vitest'
import { slope } from './slope.ts'

test.each([
  [
    [
      [0, 5],
      [10, 5],
      [20, 5],
    ],
    0,
  ],
  [
    [
      [0, 0],
      [10, 30],
      [20, 60],
    ],
    3,
  ],
  [
    [
      [0, 1],
      [1, 0],
      [2, 2],
      [3, 1],
    ],
    0.2,
  ],
] as const)('%j grows by %d', (points, expected) => {
  expect(slope(points)).toBeCloseTo(expected)
})
