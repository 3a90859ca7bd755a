import { crc32 } from 'node:zlib'

/** How many bytes a line has over its entry. */
export const LINE_OVERHEAD = 10

/** An entry as a line that tells whether it is whole. */
export function toCrcLine(entry: string): string {
  return `${sumOf(entry)} ${entry}\n`
}

/** The entries of a file's whole lines; what a crash has cut off, or a disk has changed, is left out. */
export function fromCrcLines(text: string): { entries: string[]; damaged: number } {
  const lines = text.split('\n').filter((line) => line !== '')
  const entries = lines.flatMap((line) => {
    const entry = line.slice(9)
    return line.startsWith(`${sumOf(entry)} `) ? [entry] : []
  })
  return { entries, damaged: lines.length - entries.length }
}

function sumOf(entry: string): string {
  return crc32(entry).toString(16).padStart(8, '0')
}
