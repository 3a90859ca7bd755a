import { readdirSync, readFileSync } from 'node:fs'
import {
  appendFile,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  rename,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import type { Segment } from '../backlog/backlog.ts'
import { createRecorder } from '../create-recorder.ts'
import type { RecorderEvent } from '../recording.ts'
import type { Sink } from '../sink.ts'
import { completionRecord } from '../testing/completion-record.ts'
import { fromCrcLines, toCrcLines } from './crc-line.ts'
import { spool } from './spool.ts'

afterEach(() => {
  vi.useRealTimers()
})

const tempFolder = () => mkdtempDisposable(join(tmpdir(), 'spool-'))

/** The segments in a spool, of all processes. */
async function segments(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.name.endsWith('.log'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function keeping(): Sink & { events: RecorderEvent[] } {
  const events: RecorderEvent[] = []
  return { name: 'keeping', batchSize: 10, events, write: async (batch) => void events.push(...batch) }
}

/** An event that is little more than a text. */
const note = (id: string): RecorderEvent => ({ type: 'session', id, metadata: {} })

const down: Sink = { name: 'down', write: async () => Promise.reject(new Error('down')) }

/** Leaves a spool as a process would that was killed: its folder is another process's, which is gone. */
async function orphan(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const [host] = name.split('~')
    await rename(join(root, name), join(root, `${host}~999999999~${crypto.randomUUID()}`))
  }
}

test('what was recorded is on disk once saved, and gone once delivered', async () => {
  await using folder = await tempFolder()
  const sink = keeping()
  const recorder = createRecorder({ sinks: [sink], spool: spool(folder.path), interval: 60_000 })
  recorder.record(completionRecord('a'))
  await recorder.saved()
  // At this very moment, and not some turns later.
  const [segment = ''] = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.log'),
  )
  const { entries } = fromCrcLines(readFileSync(join(folder.path, segment), 'utf8'))
  expect(entries.map((entry) => JSON.parse(entry).id)).toEqual(['a'])
  await recorder.flush()
  expect(sink.events).toHaveLength(1)
  expect(await segments(folder.path)).toEqual([])
  await recorder[Symbol.asyncDispose]()
  expect(await readdir(folder.path)).toEqual([])
})

test('the next process sends what a killed one left, in order, damaged lines left out', async () => {
  await using folder = await tempFolder()
  const first = createRecorder({ sinks: [down], spool: spool(folder.path) })
  for (const id of ['a', 'b', 'c']) first.record(completionRecord(id))
  await first.saved()
  const [segment = ''] = await segments(folder.path)
  const text = await readFile(segment, 'utf8')
  await writeFile(segment, text.replace('"id":"b"', '"id":"x"'))
  await appendFile(segment, toCrcLines(['{"type":"completion","id":"cut"}']).subarray(0, 20))
  await orphan(folder.path)

  const sink = keeping()
  await using second = createRecorder({ sinks: [sink], spool: spool(folder.path) })
  second.record(completionRecord('d'))
  await second.flush()
  expect(sink.events.map((event) => 'id' in event && event.id)).toEqual(['a', 'c', 'd'])
  expect(await segments(folder.path)).toEqual([])
})

test('a living process keeps what is its own', async () => {
  await using folder = await tempFolder()
  const living = createRecorder({ sinks: [down], spool: spool(folder.path) })
  living.record(completionRecord('a'))
  await living.saved()
  const sink = keeping()
  await using other = createRecorder({ sinks: [sink], spool: spool(folder.path) })
  await other.flush()
  expect(sink.events).toEqual([])
  expect(await segments(folder.path)).toHaveLength(1)
})

test('several processes that start at once share what was left, and nothing is sent twice', async () => {
  await using folder = await tempFolder()
  for (let index = 0; index < 5; index++) {
    const path = join(folder.path, `gone~999999999~${index}`)
    await mkdir(path, { recursive: true })
    await writeFile(
      join(path, `${index}.log`),
      toCrcLines([JSON.stringify({ type: 'session', id: `${index}`, metadata: {} })]),
    )
    await utimes(path, 0, 0)
  }
  const sink = keeping()
  const recorders = Array.from({ length: 4 }, () =>
    createRecorder({ sinks: [sink], spool: spool(folder.path) }),
  )
  await Promise.all(recorders.map((recorder) => recorder.flush()))
  expect(sink.events.map((event) => 'id' in event && event.id).toSorted()).toEqual(['0', '1', '2', '3', '4'])
  await Promise.all(recorders.map((recorder) => recorder[Symbol.asyncDispose]()))
})

test('what does not fit on the disk is dropped and counted', async () => {
  await using folder = await tempFolder()
  const recorder = createRecorder({ sinks: [down], spool: spool(folder.path, { maxBytes: 2500 }) })
  for (let index = 0; index < 5; index++) recorder.record(completionRecord(`${index}`))
  await recorder.saved()
  const { recorded, dropped } = recorder.counts
  expect(recorded + dropped).toBe(5)
  expect(dropped).toBeGreaterThan(0)
})

test('where the disk refuses, memory does', async () => {
  await using folder = await tempFolder()
  const sink = keeping()
  const recorder = createRecorder({ sinks: [sink], spool: spool(folder.path), interval: 60_000 })
  recorder.record(completionRecord('a'))
  await recorder.flush()
  const [own = ''] = await readdir(folder.path)
  await rename(join(folder.path, own), join(folder.path, 'moved'))
  recorder.record(completionRecord('b'))
  await recorder.flush()
  expect(sink.events.map((event) => 'id' in event && event.id)).toEqual(['a', 'b'])
})

test('a line is whole or it is none, wherever the text ends', () => {
  fc.assert(
    fc.property(fc.array(fc.json({ stringUnit: 'binary' })), fc.nat(), (entries, end) => {
      const text = toCrcLines(entries).toString()
      expect(fromCrcLines(text)).toEqual({ entries, damaged: 0 })
      const { entries: whole } = fromCrcLines(text.slice(0, end % (text.length + 1)))
      expect(entries.slice(0, whole.length)).toEqual(whole)
    }),
  )
})

test('where no folder can be made, nothing breaks, and nobody is told that it is safe', async () => {
  await using folder = await tempFolder()
  const path = join(folder.path, 'a-file')
  await writeFile(path, '')
  const sink = keeping()
  const problems: string[] = []
  const recorder = createRecorder({
    sinks: [sink],
    spool: spool(path),
    interval: 60_000,
    onProblem: ({ at }) => problems.push(at),
  })
  recorder.record(completionRecord('a'))
  expect(await recorder.saved()).toBe(false)
  await recorder.flush()
  expect(sink.events).toHaveLength(1)
  expect(problems).toContain('spool')
  await recorder[Symbol.asyncDispose]()
})

test('saved resolves while more and more is recorded', async () => {
  await using folder = await tempFolder()
  const recorder = createRecorder({ sinks: [down], spool: spool(folder.path), interval: 60_000 })
  let saved: boolean | undefined
  recorder.record(completionRecord('a'))
  const waiting = recorder.saved().then((result) => {
    saved = result
  })
  const rounds = 1000
  let round = 0
  for (; saved === undefined && round < rounds; round++) {
    recorder.record(completionRecord(`${round}`))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await waiting
  expect(saved).toBe(true)
  expect(round).toBeLessThan(rounds)
})

test('what is recorded while a segment is cut off is in the next', async () => {
  await using folder = await tempFolder()
  const backlog = spool(folder.path)
  const ids: string[] = []
  const read = async (): Promise<void> => {
    const segment = await backlog.cut()
    ids.push(...((await segment?.read()) ?? []).map((event) => ('id' in event ? event.id : '')))
  }
  const cuts: Promise<void>[] = []
  for (let index = 0; index < 200; index++) {
    backlog.add(note(`${index}`), 40)
    if (index % 7 === 0) cuts.push(read())
    if (index % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  cuts.push(read())
  await Promise.all(cuts)
  expect(ids.toSorted()).toEqual(Array.from({ length: 200 }, (_, index) => `${index}`).toSorted())
  expect(backlog.open).toBe(0)
})

test('a hundred processes that die one after another leave nothing in the way', async () => {
  await using folder = await tempFolder()
  for (let index = 0; index < 100; index++) {
    const recorder = createRecorder({ sinks: [down], spool: spool(folder.path), interval: 60_000 })
    recorder.record(completionRecord(`${index}`))
    await recorder.saved()
    await orphan(folder.path)
  }
  const sink = keeping()
  const last = createRecorder({ sinks: [sink], spool: spool(folder.path) })
  await last.flush()
  expect(sink.events.map((event) => 'id' in event && event.id)).toEqual(
    Array.from({ length: 100 }, (_, index) => `${index}`),
  )
  await last[Symbol.asyncDispose]()
  expect(await readdir(folder.path)).toEqual([])
})

test('what a closed recorder could not send is the next one’s, in the same process too', async () => {
  await using folder = await tempFolder()
  const first = createRecorder({ sinks: [down], spool: spool(folder.path) })
  first.record(completionRecord('a'))
  await first.close(1)
  const sink = keeping()
  await using second = createRecorder({ sinks: [sink], spool: spool(folder.path) })
  await second.flush()
  expect(sink.events).toHaveLength(1)
})

test('who was taken for gone and was not goes on in a new folder', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await using folder = await tempFolder()
  const sink = keeping()
  await using recorder = createRecorder({ sinks: [sink], spool: spool(folder.path), interval: 60_000 })
  recorder.record(completionRecord('a'))
  await recorder.saved()
  const [own = ''] = await readdir(folder.path)
  await rename(join(folder.path, own), join(folder.path, 'taken'))
  vi.advanceTimersByTime(10_000)
  await recorder.flush()
  recorder.record(completionRecord('b'))
  expect(await recorder.saved()).toBe(true)
  expect((await readdir(folder.path)).filter((name) => name !== 'taken' && name !== own)).toHaveLength(1)
  await recorder.flush()
  expect(sink.events.map((event) => 'id' in event && event.id)).toEqual(['b'])
})

test('a folder of this pid is taken over once it is silent, and one of a pid that runs is left alone', async () => {
  await using folder = await tempFolder()
  const first = createRecorder({ sinks: [down], spool: spool(folder.path) })
  first.record(completionRecord('a'))
  await first.saved()
  const [own = ''] = await readdir(folder.path)
  const parent = own.replace(`~${process.pid}~`, `~${process.ppid}~`)
  await rename(join(folder.path, own), join(folder.path, parent))
  const minutesAgo = new Date(Date.now() - 120_000)
  await utimes(join(folder.path, parent, 'alive'), minutesAgo, minutesAgo)
  const take = async (): Promise<number> => {
    const sink = keeping()
    await using recorder = createRecorder({ sinks: [sink], spool: spool(folder.path) })
    await recorder.flush()
    return sink.events.length
  }
  expect(await take()).toBe(0)
  await rename(join(folder.path, parent), join(folder.path, own))
  expect(await take()).toBe(1)
})

test('the limit counts bytes, and what earlier processes left', async () => {
  await using folder = await tempFolder()
  const first = spool(folder.path, { maxBytes: 1000 })
  expect(first.add(note('ü'.repeat(300)), 300)).toBe(true)
  await first.saved()
  expect(first.add(note('x'), 400)).toBe(false)
  await orphan(folder.path)
  const second = spool(folder.path, { maxBytes: 1000 })
  expect(await second.recover()).toHaveLength(1)
  expect(second.add(note('x'), 400)).toBe(false)
  expect(second.add(note('x'), 250)).toBe(true)
})

test('what memory keeps no longer is read from the disk, in order and once', async () => {
  await using folder = await tempFolder()
  const backlog = spool(folder.path)
  const segments: (Segment | undefined)[] = []
  for (let index = 0; index < 6; index++) {
    // Two of these fit.
    backlog.add(note(`${index}`), 2_000_000)
    await backlog.saved()
    backlog.add(note(`${index}, again`), 40)
    segments.push(await backlog.cut())
  }
  const fromDisk: string[] = []
  for (const segment of segments) {
    for (const event of (await segment?.read()) ?? []) if ('id' in event) fromDisk.push(event.id)
    // Who reads again gets the same: memory has been given away.
    expect(await segment?.read()).toHaveLength(2)
    await segment?.remove()
  }
  expect(fromDisk).toEqual(Array.from({ length: 6 }, (_, index) => [`${index}`, `${index}, again`]).flat())
  await backlog.close()
})
