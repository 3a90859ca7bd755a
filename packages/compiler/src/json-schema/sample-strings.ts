import type { Keywords } from './json-schema.ts'
import { samplePattern } from './sample-pattern.ts'

const formats: ReadonlyMap<string, string> = new Map([
  ['date', '2026-01-31'],
  ['date-time', '2026-01-31T12:00:00Z'],
  ['time', '12:00:00Z'],
  ['duration', 'P1D'],
  ['email', 'ada@example.com'],
  ['hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/'],
  ['url', 'https://example.com/'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
])

/** Beyond this no sample is made. */
const longest = 100_000

/** Strings for schemas, the likeliest first. Their lengths are right; their patterns may not be. */
export function* sampleStrings(parts: readonly Keywords[]): Generator<string> {
  const least = Math.max(0, ...parts.map((part) => part.minLength ?? 0))
  const most = Math.min(...parts.map((part) => part.maxLength ?? Number.POSITIVE_INFINITY))
  if (least > longest) return
  const fits = (text: string): boolean => {
    const { length } = [...text]
    return length >= least && length <= most
  }
  const base = parts.flatMap((part) => formats.get(part.format ?? '') ?? [])[0] ?? 'text'
  if (fits(base)) yield base
  for (const { pattern } of parts) {
    if (pattern === undefined) continue
    // Longer and longer, until the lengths fit.
    for (let more = 0; more < 100; more++) {
      const text = samplePattern(pattern, more)
      if (text === undefined) break
      if (fits(text)) yield text
    }
    // A pattern that is open at an end may have anything there.
    const text = samplePattern(pattern, 0) ?? ''
    for (const padded of [text.padEnd(least, 'x'), text.padStart(least, 'x')]) if (fits(padded)) yield padded
  }
  for (let i = 1; i <= 100; i++) {
    const text = i === 1 ? base : `${base}${i}`
    const tail = [...text.padEnd(least, ' text')].slice(0, Math.max(least, Math.min(most, text.length)))
    // Cut from the front, where the number is not.
    yield tail.length < text.length ? text.slice(text.length - tail.length) : tail.join('')
  }
}
