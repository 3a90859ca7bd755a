import type { SourcePartial, SourceTemplate } from '../source/source.ts'
import type { TextRecord } from './cache.ts'
import { digest } from './digest.ts'

/** The texts of one run: read only when they may have changed, and then once. */
export class Texts {
  /** What the run knows of every partial that it looked at. */
  readonly partials: Map<string, TextRecord> = new Map()
  /** How many texts were read and found to be what they were. */
  readInVain = 0
  readonly #knownPartials: ReadonlyMap<string, TextRecord>
  readonly #read = new Map<string, string>()

  /** @param partials What an earlier run knew of the partials. */
  constructor(partials: ReadonlyMap<string, TextRecord>) {
    this.#knownPartials = partials
  }

  /**
   * Tells what a text is.
   *
   * @param known What an earlier run knew of it.
   */
  look(source: SourceTemplate | SourcePartial, known: TextRecord | undefined): TextRecord {
    const { stamp } = source
    if (known && stamp !== undefined && known.stamp === stamp) return known
    const record = { stamp, digest: digest(this.read(source)) }
    if (known?.digest === record.digest && stamp !== undefined) this.readInVain++
    return record
  }

  /** The digest of a partial, which is looked at once. */
  digestOfPartial(source: SourcePartial): string {
    const { file } = source
    const seen = this.partials.get(file)
    if (seen) return seen.digest
    const record = this.look(source, this.#knownPartials.get(file))
    this.partials.set(file, record)
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
