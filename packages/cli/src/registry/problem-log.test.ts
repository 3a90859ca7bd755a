import { expect, test } from 'vitest'
import { problemLog } from './problem-log.ts'

const place = { method: 'POST', path: '/p' }

test('a database that is out is one line in ten seconds, a bug has its stack', () => {
  let time = 0
  const lines: string[] = []
  const log = problemLog(
    (text) => void lines.push(text),
    (error) => error instanceof Error && /refused|full/.test(error.message),
    () => time,
  )
  for (let i = 0; i < 5; i++) log(new Error('refused'), place)
  log(new Error('full'), place)
  expect(lines).toEqual(['POST /p: the database is out: refused', 'POST /p: the database is out: full'])
  time = 10_000
  log(new Error('refused'), place)
  log(new Error('refused'), place)
  expect(lines.slice(2)).toEqual(['POST /p: the database is out: refused (and 4 more like the last)'])
  const bug = new Error('bug')
  log(bug, place)
  log(bug, place)
  log('no error', place)
  expect(lines.slice(3)).toEqual([`POST /p: ${bug.stack}`, `POST /p: ${bug.stack}`, 'POST /p: no error'])
})
