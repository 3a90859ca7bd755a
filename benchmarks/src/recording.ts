import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type BatchRecorder, createRecorder, type RegistryOptions, registry } from '@understudy/recorder'
import { spool } from '@understudy/recorder/node'
import { createClient } from '@understudy/runtime'
import { closedPort } from '@understudy/testkit'
import { overFetch } from './clients.ts'
import { compare, type Task } from './compare.ts'
import { generateExample } from './example-project.ts'
import { importExample } from './example-prompt.ts'
import type { Figure } from './figure.ts'
import { samples, type Variables } from './rag-qa.ts'
import { scratch } from './scratch.ts'
import { startProvider } from './start-provider.ts'

/** What a recorder may add to a call: so many microseconds, or so large a part of it. */
const BUDGET = { microseconds: 50, part: 0.02 }
const LATE = 30_000

/** What a recorder with a spool adds to a call over fetch, with the registry there and gone in four ways. */
export async function benchRecording(rounds: number): Promise<Figure[]> {
  using folder = scratch()
  using provider = await startProvider()
  const chain = await importExample(generateExample(folder.path, ['prod', 'fallback']))
  const providers = overFetch(provider.places('ok'))
  const registryProcess = spawn(process.execPath, [join(import.meta.dirname, 'registry-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  const late = createServer((request, response) => {
    request.resume()
    setTimeout(() => response.writeHead(201).end('{}'), LATE).unref()
  }).listen(0, '127.0.0.1')
  try {
    const [line] = await once(registryProcess.stdout, 'data')
    const access: RegistryOptions = JSON.parse(String(line))
    const [silentUrl, lateUrl] = [silent, late].map(
      (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    )
    const states: [state: string, url: string][] = [
      ['there', access.url],
      ['refusing connections', await closedPort()],
      ['answering 503', `${provider.places('503').anthropic}/api`],
      ['not answering', String(silentUrl)],
      ['answering after 30 s', String(lateUrl)],
    ]
    const plain = createClient({ providers })
    const figures: Figure[] = []
    for (const [index, [state, url]] of states.entries()) {
      const recorder = createRecorder({
        sinks: [registry({ ...access, url })],
        spool: spool(join(folder.path, `spool-${index}`)),
      })
      const recording = createClient({ providers, recorder })
      const call = (client: typeof plain) => inTurn((variables) => client.run(chain, variables))
      const { taskMs, baseMs, addedCpu } = await compare(call(recording), call(plain), rounds, 10)
      figures.push({
        name: `a recorder with a spool, the registry ${state}: added to a call`,
        value: Math.max(0, addedCpu),
        unit: 'µs',
        budget: Math.max(BUDGET.microseconds, baseMs * 1000 * BUDGET.part),
        note: `${taskMs.toFixed(3)} ms against ${baseMs.toFixed(3)} ms`,
      })
      if (index === 0) figures.push(await processorTime(recorder, call(recording), call(plain), rounds * 10))
      const { recorded, dropped } = await recorder.close(index === 0 ? 60_000 : 1)
      if (recorded < rounds || (index === 0 && dropped > 0))
        throw new Error(`${dropped} of ${recorded} were dropped`)
    }
    return figures
  } finally {
    registryProcess.kill()
    for (const server of [silent, late]) {
      server.closeAllConnections()
      server.close()
    }
  }
}

/** What recording costs in all, with what happens in the background: a median of calls would not show it. */
async function processorTime(
  recorder: BatchRecorder,
  recording: Task,
  plain: Task,
  calls: number,
): Promise<Figure> {
  await recorder.flush()
  const measure = async (task: Task): Promise<number> => {
    const before = process.cpuUsage()
    for (let i = 0; i < calls; i++) await task()
    await recorder.flush(60_000)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / calls
  }
  const without = await measure(plain)
  const withRecorder = await measure(recording)
  return {
    name: 'the same: processor time a call, with the work in the background',
    value: Math.max(0, withRecorder - without),
    unit: 'µs',
    note: `${withRecorder.toFixed(0)} µs against ${without.toFixed(0)} µs`,
  }
}

/** Calls with one sample after another. */
function inTurn(call: (variables: Variables) => Promise<unknown>): Task {
  let next = 0
  return () => call(samples[next++ % samples.length] as Variables)
}
