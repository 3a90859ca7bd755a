import type { SourcePartial, SourceTemplate } from '../source/source.ts'
import type { TextRecord } from './cache.ts'
import { digest } from './digest.ts'

/** The texts of one run: read only when they may have changed, and then once. */
export class Texts {
  /** What the run knows of every text that it looked at. */
  readonly records: Map<string, TextRecord> = new Map()
  /** How many texts were read and found to be what they were. */
  readInVain = 0
  readonly #known: ReadonlyMap<string, TextRecord>
  readonly #read = new Map<string, string>()

  /** @param known What an earlier run knew. */
  constructor(known: ReadonlyMap<string, TextRecord>) {
    this.#known = known
  }

  /** The digest of a text. */
  digest(source: SourceTemplate | SourcePartial): string {
    const { file, stamp } = source
    const seen = this.records.get(file)
    if (seen) return seen.digest
    const known = this.#known.get(file)
    if (known && stamp !== undefined && known.stamp === stamp) {
      this.records.set(file, known)
      return known.digest
    }
    const record = { stamp, digest: digest(this.read(source)) }
    if (known?.digest === record.digest && stamp !== undefined) this.readInVain++
    this.records.set(file, record)
    return record.digest
  }

  /** Lets go of a text that is not needed again. */
  release({ file }: SourceTemplate): void {
    this.#read.delete(file)
  }

  /** The text itself. */
  read(source: SourceTemplate | SourcePartial): string {
    const { file } = source
    const text = this.#read.get(file) ?? source.text
    this.#read.set(file, text)
    return text
  }
}
