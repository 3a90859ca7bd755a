import { expect, test } from 'vitest'
import type { Sample } from './measure.ts'
import { summarize } from './summarize.ts'

const samples = (change: (index: number) => Partial<Sample>): Sample[] =>
  [0, 1, 2, 3, 4].map((index) => ({
    calls: index * 10_000,
    objects: 50_000 + (index % 2) * 100,
    heap: 2e7 + (index % 2) * 1e5,
    rss: 1e8,
    timers: 0,
    sockets: 0,
    listeners: 0,
    ...change(index),
  }))

test('what goes up and down does not grow', () => {
  expect(
    summarize(
      'calm',
      samples(() => ({})),
    ),
  ).toMatchObject({ calls: 40_000, bytesPerCall: 0, failures: [] })
})

test.each([
  ['a leak of 100 B a call', (index: number) => ({ heap: 2e7 + index * 1e6 }), 'calm: 100 B retained a call'],
  [
    'a leak of an object in ten calls',
    (index: number) => ({ objects: 5e4 + index * 1e3 }),
    'calm: 0.1 objects retained a call',
  ],
  ['a timer', (index: number) => ({ timers: index === 3 ? 1 : 0 }), 'calm: 1 timers left between calls'],
  ['a listener', () => ({ listeners: 1 }), 'calm: 1 listeners left between calls'],
  ['a socket', () => ({ sockets: 1 }), 'calm: 1 sockets left between calls'],
  ['a run too short', (index: number) => ({ calls: index }), 'calm: only 4 calls, which says nothing'],
])('%s is found', (_, change, failure) => {
  expect(summarize('calm', samples(change)).failures).toEqual([failure])
})

test('what is no number is a failure', () => {
  expect(summarize('calm', []).failures).toEqual([
    'calm: only 0 calls, which says nothing',
    'calm: NaN objects retained a call',
    'calm: NaN B retained a call',
  ])
})
