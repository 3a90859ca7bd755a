import { join } from 'node:path'
import { writeAtomic } from '../emit/write-atomic.ts'
import { readFileIfThere } from '../read-file-if-there.ts'
import type { Cache, PromptRecord, TextRecord } from './cache.ts'
import { digest } from './digest.ts'

/** The cache of an output folder; it lies in it, and goes with it. */
export const CACHE_FILE = '.cache'

/** The cache as JSON. Stamps that cannot be relied on are left out. */
interface Content {
  texts: [file: string, digest: string, stamp?: string][]
  prompts: [name: string, identifier: string, key: string, partials: readonly string[]][]
  /** In the order of the prompts. */
  manifestEntries: string[]
  outputs: [name: string, stamp: string][]
}

/**
 * Reads the cache of an output folder; undefined when there is none that can be used.
 *
 * @param fingerprint Of what made it: one of another compiler or other options is of no use.
 */
export function readCache(output: string, fingerprint: string): Cache | undefined {
  const file = readOrNothing(join(output, CACHE_FILE))
  const end = file.indexOf('\n')
  const body = file.slice(end + 1)
  // The first line vouches for the rest, so that nothing else needs a check.
  if (file.slice(0, end) !== signature(fingerprint, body)) return undefined
  const { texts, prompts, manifestEntries, outputs }: Content = JSON.parse(body)
  const textRecord = ([file, digest, stamp]: Content['texts'][0]): [string, TextRecord] => [
    file,
    { digest, stamp },
  ]
  const promptRecord = (
    [name, identifier, key, partials]: Content['prompts'][0],
    index: number,
  ): [string, PromptRecord] => [
    name,
    { identifier, key, partials, manifestEntry: manifestEntries[index] ?? '' },
  ]
  return {
    texts: new Map(texts.map(textRecord)),
    prompts: new Map(prompts.map(promptRecord)),
    outputs: new Map(outputs),
  }
}

/** Writes the cache of an output folder. */
export function writeCache(output: string, fingerprint: string, cache: Cache): void {
  const content: Content = { texts: [], prompts: [], manifestEntries: [], outputs: [] }
  for (const [file, { digest, stamp }] of cache.texts) {
    content.texts.push(stamp === undefined ? [file, digest] : [file, digest, stamp])
  }
  for (const [name, { identifier, key, partials, manifestEntry }] of cache.prompts) {
    content.prompts.push([name, identifier, key, partials])
    content.manifestEntries.push(manifestEntry)
  }
  for (const [name, stamp] of cache.outputs) {
    if (stamp !== undefined) content.outputs.push([name, stamp])
  }
  const body = JSON.stringify(content)
  writeAtomic(join(output, CACHE_FILE), `${signature(fingerprint, body)}\n${body}`)
}

function signature(fingerprint: string, body: string): string {
  return `understudy-cache 1 ${fingerprint} ${digest(body)}`
}

/** A cache that cannot be read is as good as none. */
function readOrNothing(file: string): string {
  try {
    return readFileIfThere(file) ?? ''
  } catch {
    return ''
  }
}
