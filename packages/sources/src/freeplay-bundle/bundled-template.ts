import { BuildError, type Json } from '@understudy/compiler'
import { type FreeplayPlace, readFreeplayTemplate } from '../freeplay/read-freeplay-template.ts'
import { FolderFile } from '../source/folder-file.ts'
import type { SourceTemplate } from '../source/source.ts'

/** Which template a file is. */
export interface BundledPlace extends FreeplayPlace {
  prompt: string
  file: string
}

/** A template of a bundle: read and written as one of Understudy's when its text is asked for. */
export class BundledTemplate implements SourceTemplate {
  readonly prompt: string
  readonly environment: string
  readonly file: string
  readonly stamp: string | undefined
  readonly #json: FolderFile
  readonly #place: BundledPlace

  /** @param path Absolute. */
  constructor(path: string, place: BundledPlace, stamp: string | undefined) {
    this.prompt = place.prompt
    this.environment = place.environment
    this.file = place.file
    this.stamp = stamp
    this.#json = new FolderFile(path, place.file, stamp)
    this.#place = place
  }

  /** @throws {BuildError} of code `source` when it cannot be read, or has what a template cannot. */
  get text(): string {
    const read = readFreeplayTemplate(this.#parse(), this.#place)
    if (read instanceof BuildError) throw read
    return asYaml(read.template)
  }

  #parse(): Json {
    try {
      return JSON.parse(this.#json.text)
    } catch (cause) {
      if (cause instanceof BuildError) throw cause
      throw new BuildError({
        code: 'source',
        summary: 'is no JSON',
        hint: 'Run `freeplay download` again.',
        prompt: this.prompt,
        environment: this.environment,
        place: { file: this.file },
        cause,
      })
    }
  }
}

/** JSON is YAML, but for characters that YAML wants escaped. */
function asYaml(value: object): string {
  const json = JSON.stringify(value, null, 2)
  return `${json.replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped)}\n`
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
