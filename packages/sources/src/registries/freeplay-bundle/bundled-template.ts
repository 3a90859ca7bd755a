import { BuildError, type Json } from '@understudy/compiler'
import type { PulledTemplate } from '../../remote/remote-source.ts'
import { templateYaml } from '../../snapshot/template-yaml.ts'
import { FolderFile } from '../../source/folder-file.ts'
import type { SourceTemplate } from '../../source/source.ts'
import { type FreeplayPlace, readFreeplayTemplate } from '../freeplay/read-freeplay-template.ts'

/** Which template a file is. */
export interface BundledPlace extends FreeplayPlace {
  prompt: string
  file: string
}

/**
 * A template of a bundle: read and written as one of Understudy's when its text is asked for.
 *
 * It has no stamp: the text depends on more than the file, and files of a bundle are few enough to be read each time.
 */
export class BundledTemplate implements SourceTemplate {
  readonly prompt: string
  readonly environment: string
  readonly file: string
  readonly #json: FolderFile
  readonly #place: BundledPlace
  #read: PulledTemplate | BuildError | undefined

  /** @param root What the file's name is relative to. */
  constructor(root: string, place: BundledPlace) {
    this.prompt = place.prompt
    this.environment = place.environment
    this.file = place.file
    this.#json = new FolderFile(root, place.file, undefined)
    this.#place = place
  }

  /** @throws {BuildError} of code `source` when it cannot be read, or has what a template cannot. */
  get text(): string {
    return templateYaml(this.#template().template)
  }

  /** @throws {BuildError} as `text` does. */
  get version(): string {
    return this.#template().version
  }

  /** Read once: both are asked for, and a build must not take them from two states of the file. */
  #template(): PulledTemplate {
    this.#read ??= readFreeplayTemplate(this.#parse(), this.#place)
    if (this.#read instanceof BuildError) throw this.#read
    return this.#read
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
