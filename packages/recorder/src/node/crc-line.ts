import { crc32 } from 'node:zlib'

/** How many bytes a line has over its entry. */
export const LINE_OVERHEAD = 10

/** Entries as lines that tell whether they are whole. */
export function toCrcLines(entries: readonly string[]): Buffer {
  // A character has three bytes at most; memory that is not written takes none.
  const buffer = Buffer.allocUnsafeSlow(
    entries.reduce((total, entry) => total + 3 * entry.length + LINE_OVERHEAD, 0),
  )
  let end = 0
  for (const entry of entries) {
    const from = end + 9
    const to = from + buffer.write(entry, from)
    buffer.write(`${hex(crc32(buffer.subarray(from, to)))} `, end, 'latin1')
    end = to + buffer.write('\n', to, 'latin1')
  }
  return buffer.subarray(0, end)
}

/** The entries of a file's whole lines; what a crash has cut off, or a disk has changed, is left out. */
export function fromCrcLines(text: string): { entries: string[]; damaged: number } {
  const lines = text.split('\n').filter((line) => line !== '')
  const entries = lines.flatMap((line) => {
    const entry = line.slice(9)
    return line.startsWith(`${hex(crc32(entry))} `) ? [entry] : []
  })
  return { entries, damaged: lines.length - entries.length }
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, '0')
}
