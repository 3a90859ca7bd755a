import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('soak.ts', import.meta.url))

test('20 seconds of the soak, 16 of them with faults: no wrong answer, and nothing grows', {
  timeout: 300_000,
}, async () => {
  const flags = ['--expose-gc', '--conditions=@understudy/source', script, '--seconds', '16', '--json']
  // A timer that is left keeps the process; what it has said by then counts.
  const limit = { timeout: 240_000 }
  const { stdout } = await promisify(execFile)(process.execPath, flags, limit).catch((error) => error)
  expect(JSON.parse(stdout)).toMatchObject({
    outcomes: { wrong: 0, odd: 0 },
    parts: [{ part: 'calm' }, { part: 'flaky' }],
    failures: [],
  })
})
