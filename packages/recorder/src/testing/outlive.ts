import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { createRecorder } from '../create-recorder.ts'
import { spool } from '../node/spool.ts'
import type { Sink } from '../sink.ts'
import { testClient } from './test-client.ts'
import { type Mode, type TestRegistry, testRegistry } from './test-registry.ts'

export type Outage = Exclude<Mode, 'ok'> | 'stopped'

export const outages: readonly (readonly [description: string, outage: Outage])[] = [
  ['stopped', 'stopped'],
  ['answering 500', '500'],
  ['answering never', 'hang'],
  ['storing, and its answers lost', 'lost'],
  ['storing, and answering when the recorder has given up', 'answers late'],
  ['storing when the recorder has given up, and sent it again', 'works late'],
]

/** In which no answer comes in time. */
const silent: readonly Outage[] = ['hang', 'answers late', 'works late']

/** Makes calls before, while and after the registry is out, with recordings in memory and with a spool. */
export async function outlive(outage: Outage, sinkOf: (to: TestRegistry) => Sink): Promise<void> {
  await using to = await testRegistry()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'recorder-'))
  // Retries come soon.
  using _ = vi.spyOn(Math, 'random').mockReturnValue(0.02)
  const ids: string[] = []
  for (const kept of [undefined, spool(folder.path)]) {
    const problems: string[] = []
    const recorder = createRecorder({
      sinks: [sinkOf(to)],
      // What has to be sent is flushed.
      interval: 3_600_000,
      onProblem: ({ at, error }) => problems.push(`${at} ${error.message} ${error.cause}`),
      ...(silent.includes(outage) && { writeTimeout: 150 }),
      ...(kept && { spool: kept }),
    })
    const { call } = testClient(recorder)
    if (outage === 'stopped') await to.stop()
    else to.mode = outage
    for (let index = 0; index < 30; index++) ids.push((await call()).id)
    await vi.waitFor(async () => {
      expect(await recorder.flush(100)).toMatchObject({ recorded: 30, delivered: 0, dropped: 0 })
      expect(problems.length).toBeGreaterThan(0)
    }, 20_000)
    for (let index = 0; index < 30; index++) ids.push((await call()).id)
    expect(problems.join()).not.toMatch(new RegExp(`${to.apiKey}|Bearer|A question`))

    if (outage === 'stopped') await to.start()
    to.mode = 'ok'
    expect(await recorder.close()).toMatchObject({ recorded: 60, delivered: 60, dropped: 0 })
    expect(await to.recorded()).toEqual(ids.toSorted())
    // What was given up long ago is done, or answered, now: it is there already, and nobody waits for it.
    expect((await to.catchUp()) > 0).toBe(outage.endsWith('late'))
    expect(await to.recorded()).toEqual(ids.toSorted())
    expect(recorder.counts).toMatchObject({ recorded: 60, delivered: 60, dropped: 0 })
  }
}
