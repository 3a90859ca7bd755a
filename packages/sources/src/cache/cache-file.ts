import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomic } from '../emit/write-atomic.ts'
import type { Cache, PromptRecord, TextRecord } from './cache.ts'

/** The cache of an output folder; it lies in it, and goes with it. */
export const CACHE_FILE = '.cache'

/**
 * The cache as JSON, in lists without structure, which take a fifth of the time to read. A stamp that cannot be relied
 * on is empty.
 */
interface Content {
  /** File, digest and stamp of each text. */
  texts: string[]
  /** Name, identifier and key of each prompt. */
  prompts: string[]
  /** The partials of the prompts that have any, by the prompt's place in the list. */
  partials: [prompt: number, names: readonly string[]][]
  /** The length of each prompt's entry in the manifest; the entries stand behind this JSON, as they are. */
  entries: number[]
  /** Name and stamp of each generated file. */
  outputs: string[]
}

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
  const end = file.indexOf('\n', start)
  const { texts, prompts, partials, entries, outputs }: Content = JSON.parse(
    file.toString('utf8', start, end),
  )
  const manifest = file.toString('utf8', end + 1)
  const cache = { texts: new Map<string, TextRecord>(), prompts: new Map<string, PromptRecord>() }
  for (let i = 0; i < texts.length; i += 3) {
    cache.texts.set(texts[i] ?? '', { digest: texts[i + 1] ?? '', stamp: texts[i + 2] || undefined })
  }
  const partialsOf = new Map(partials)
  let at = 0
  for (const [i, length] of entries.entries()) {
    cache.prompts.set(prompts[3 * i] ?? '', {
      identifier: prompts[3 * i + 1] ?? '',
      key: prompts[3 * i + 2] ?? '',
      partials: partialsOf.get(i) ?? [],
      manifestEntry: manifest.slice(at, at + length),
    })
    at += length
  }
  const stamps: Cache['outputs'] = new Map()
  for (let i = 0; i < outputs.length; i += 2) stamps.set(outputs[i] ?? '', outputs[i + 1] ?? '')
  return { ...cache, outputs: stamps }
}

/** Writes the cache of an output folder. */
export function writeCache(output: string, fingerprint: string, cache: Cache): void {
  const content: Content = { texts: [], prompts: [], partials: [], entries: [], outputs: [] }
  for (const [file, { digest, stamp = '' }] of cache.texts) content.texts.push(file, digest, stamp)
  for (const [name, { identifier, key, partials, manifestEntry }] of cache.prompts) {
    if (partials.length > 0) content.partials.push([content.entries.length, partials])
    content.prompts.push(name, identifier, key)
    content.entries.push(manifestEntry.length)
  }
  for (const [name, stamp] of cache.outputs) if (stamp !== undefined) content.outputs.push(name, stamp)

  // Put together in its place, since it has megabytes: as one text it would take them three times.
  const json = `${JSON.stringify(content)}\n`
  const start = signature(fingerprint, Buffer.alloc(0)).length
  let size = start + Buffer.byteLength(json)
  for (const { manifestEntry } of cache.prompts.values()) size += Buffer.byteLength(manifestEntry)
  const file = Buffer.allocUnsafe(size)
  let at = start + file.write(json, start)
  for (const { manifestEntry } of cache.prompts.values()) at += file.write(manifestEntry, at)
  file.write(signature(fingerprint, file.subarray(start)))
  writeAtomic(join(output, CACHE_FILE), file)
}

function signature(fingerprint: string, body: Buffer): string {
  return `understudy-cache 2 ${fingerprint} ${hash('sha256', body, 'base64url')}\n`
}

/** A cache that cannot be read is as good as none. */
function readOrNothing(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
