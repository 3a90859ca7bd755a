import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomic } from '../emit/write-atomic.ts'
import type { FileState } from '../stamp.ts'
import type { Cache, PromptRecord, TemplateRecord } from './cache.ts'

/** The cache of an output folder; it lies in it, and goes with it. */
export const CACHE_FILE = '.cache'

/**
 * The cache as JSON, in lists without structure, which take a fifth of the time to read. A stamp that cannot be relied
 * on is empty. Behind the JSON stand the states of the generated files, two a prompt and then the others, in numbers of
 * eight bytes; and then the prompts' entries of the manifest, as they are.
 */
interface Content {
  /** Name and identifier of each prompt. */
  prompts: string[]
  /** How many templates each prompt has. */
  counts: number[]
  /** File, environment, digest, stamp and pin of each template. */
  templates: string[]
  /** Names and digests of the partials of the prompts that have any, by the prompt's place in the list. */
  uses: [prompt: number, uses: PromptRecord['partials']][]
  /** How many bytes each prompt's entry in the manifest has. */
  entries: number[]
  /** File, digest and stamp of each partial. */
  partials: string[]
  /** The names of the other generated files. */
  files: string[]
}

/** How many numbers and bytes a state takes. */
const STATE = { numbers: 3, bytes: 24 }

/** A prompt out of a cache. Its entry in the manifest only becomes a text when it is asked for. */
class CachedPrompt implements PromptRecord {
  readonly identifier: string
  templates: readonly TemplateRecord[]
  readonly partials: PromptRecord['partials']
  js: FileState | undefined
  dts: FileState | undefined
  readonly #entries: Buffer
  readonly #from: number
  readonly #to: number

  constructor(record: Omit<PromptRecord, 'manifestEntry'>, entries: Buffer, from: number, to: number) {
    this.identifier = record.identifier
    this.templates = record.templates
    this.partials = record.partials
    this.js = record.js
    this.dts = record.dts
    this.#entries = entries
    this.#from = from
    this.#to = to
  }

  get manifestEntry(): string {
    return this.#entries.toString('utf8', this.#from, this.#to)
  }
}

/** The partials of a prompt that has none: one list for thousands. */
const NONE: PromptRecord['partials'] = []

/**
 * Reads the cache of an output folder; undefined when there is none that can be used.
 *
 * @param fingerprint Of what made it: one of another compiler or other options is of no use.
 */
export function readCache(output: string, fingerprint: string): Cache | undefined {
  const file = readOrNothing(join(output, CACHE_FILE))
  const start = file.indexOf('\n') + 1
  // The first line vouches for the rest, so that nothing else needs a check.
  if (file.toString('utf8', 0, start) !== signature(fingerprint, file.subarray(start))) return undefined
  const end = file.indexOf('\n', start) + 1
  const content: Content = JSON.parse(file.toString('utf8', start, end))
  const { prompts, counts, templates, entries, partials, files } = content
  const states = readStates(file, end, counts.length * 2 + files.length)
  const uses = new Map(content.uses)
  const cache: Cache = { prompts: new Map(), partials: new Map(), files: new Map() }
  let template = 0
  let entry = end + (counts.length * 2 + files.length) * STATE.bytes
  for (const [i, count] of counts.entries()) {
    const chain: TemplateRecord[] = []
    for (const last = template + count; template < last; template++)
      chain.push(templateAt(templates, template))
    const record = {
      identifier: prompts[2 * i + 1] ?? '',
      templates: chain,
      partials: uses.get(i) ?? NONE,
      js: stateAt(states, 2 * i),
      dts: stateAt(states, 2 * i + 1),
    }
    const from = entry
    entry += entries[i] ?? 0
    cache.prompts.set(prompts[2 * i] ?? '', new CachedPrompt(record, file, from, entry))
  }
  for (let i = 0; i < partials.length; i += 3) {
    cache.partials.set(partials[i] ?? '', {
      digest: partials[i + 1] ?? '',
      stamp: partials[i + 2] || undefined,
    })
  }
  for (const [i, name] of files.entries()) cache.files.set(name, stateAt(states, 2 * counts.length + i))
  return cache
}

/** Writes the cache of an output folder. */
export function writeCache(output: string, fingerprint: string, cache: Cache): void {
  const content: Content = {
    prompts: [],
    counts: [],
    templates: [],
    uses: [],
    entries: [],
    partials: [],
    files: [...cache.files.keys()],
  }
  const states: (FileState | undefined)[] = []
  for (const [name, { identifier, templates, partials, manifestEntry, js, dts }] of cache.prompts) {
    if (partials.length > 0) content.uses.push([content.counts.length, partials])
    content.prompts.push(name, identifier)
    content.counts.push(templates.length)
    for (const { file, environment, digest, stamp = '', pin } of templates) {
      content.templates.push(file, environment, digest, stamp, pin)
    }
    content.entries.push(Buffer.byteLength(manifestEntry))
    states.push(js, dts)
  }
  for (const [file, { digest, stamp = '' }] of cache.partials) content.partials.push(file, digest, stamp)
  states.push(...cache.files.values())

  // Put together in its place, since it has megabytes: as one text it would take them three times.
  const json = `${JSON.stringify(content)}\n`
  const start = signature(fingerprint, Buffer.alloc(0)).length
  let size = start + Buffer.byteLength(json) + states.length * STATE.bytes
  for (const bytes of content.entries) size += bytes
  const file = Buffer.allocUnsafe(size)
  let at = start + file.write(json, start)
  at += Buffer.from(printStates(states).buffer).copy(file, at)
  for (const { manifestEntry } of cache.prompts.values()) at += file.write(manifestEntry, at)
  file.write(signature(fingerprint, file.subarray(start)))
  writeAtomic(join(output, CACHE_FILE), file)
}

function templateAt(templates: readonly string[], index: number): TemplateRecord {
  const at = 5 * index
  return {
    file: templates[at] ?? '',
    environment: templates[at + 1] ?? '',
    digest: templates[at + 2] ?? '',
    stamp: templates[at + 3] || undefined,
    pin: templates[at + 4] ?? '',
  }
}

function readStates(file: Buffer, start: number, count: number): Float64Array {
  const from = file.byteOffset + start
  return new Float64Array(file.buffer.slice(from, from + count * STATE.bytes))
}

function printStates(states: readonly (FileState | undefined)[]): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(states.length * STATE.numbers)
  for (const [i, state] of states.entries()) {
    if (state) numbers.set([state.mtimeMs, state.size, state.ino], i * STATE.numbers)
  }
  return numbers
}

/** A file's state; undefined when it is not known: nothing was modified in the moment when time began. */
function stateAt(states: Float64Array, index: number): FileState | undefined {
  const at = index * STATE.numbers
  const mtimeMs = states[at] ?? 0
  return mtimeMs === 0 ? undefined : { mtimeMs, size: states[at + 1] ?? 0, ino: states[at + 2] ?? 0 }
}

function signature(fingerprint: string, body: Buffer): string {
  return `understudy-cache 3 ${fingerprint} ${hash('sha256', body, 'base64url')}\n`
}

/** A cache that cannot be read is as good as none. */
function readOrNothing(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
