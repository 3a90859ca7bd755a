import { BuildError } from '@understudy/compiler/project'
import type { Source, SourceContent, SourcePartial, SourceTemplate } from '../source/source.ts'
import { pulledFrom } from './snapshot-source.ts'

/** Several sources as one: what two of them deliver is an error that names both. */
export function combineSources(sources: readonly Source[]): Source {
  const [only] = sources
  if (only && sources.length === 1) return only
  /** What each source delivered for a content of all. */
  const before = new WeakMap<SourceContent, readonly SourceContent[]>()
  return {
    name: sources.map(({ name }) => name).join(', '),
    watch: sources.flatMap(({ watch = [] }) => watch),
    async read({ root, environments, since }) {
      const last = since && before.get(since.content)
      const isKnown =
        last && since.edited.every((file) => last.some((content) => editedIn(content, [file]).length > 0))
      const contents = await Promise.all(
        sources.map(async (source, i) => {
          const content = isKnown ? last[i] : undefined
          const edited = content && since ? editedIn(content, since.edited) : []
          const change = content && edited.length > 0 ? { content, edited } : undefined
          if (content && !change) return content
          return await source.read({ root, environments, since: change })
        }),
      )
      const content: SourceContent = {
        templates: contents.flatMap(({ templates }) => templates),
        partials: contents.flatMap(({ partials }) => partials),
      }
      checkTwice(
        sources,
        contents.map(({ templates }) => templates),
        ({ prompt, environment }) => ({ prompt, environment }),
      )
      checkTwice(
        sources,
        contents.map(({ partials }) => partials),
        ({ name }) => ({ partial: name }),
      )
      before.set(content, contents)
      return content
    },
  }
}

function editedIn({ templates, partials }: SourceContent, edited: readonly string[]): string[] {
  return edited.filter((name) => [...templates, ...partials].some(({ file }) => file === name))
}

/** What a template or a partial is to the compiler. */
interface Identity {
  prompt?: string
  environment?: string
  partial?: string
}

/** @throws {BuildError} when two sources deliver the same. */
function checkTwice<File extends SourceTemplate | SourcePartial>(
  sources: readonly Source[],
  lists: readonly (readonly File[])[],
  identify: (file: File) => Identity,
): void {
  const seen = new Map<string, { file: string; source: string }>()
  for (const [i, files] of lists.entries()) {
    for (const file of files) {
      const { prompt, environment, partial } = identify(file)
      const key = JSON.stringify([prompt, environment, partial])
      const pulled = 'prompt' in file ? pulledFrom(file) : undefined
      const source = pulled ?? sources[i]?.name ?? ''
      const other = seen.get(key)
      if (!other) {
        seen.set(key, { file: file.file, source })
        continue
      }
      throw new BuildError({
        code: 'source',
        summary: `two sources deliver ${partial === undefined ? 'this version' : `the partial "${partial}"`}: ${other.source} (${other.file}) and ${source} (${file.file})`,
        hint: 'Take it out of one of them, or give one of them other environments.',
        ...(prompt !== undefined && { prompt }),
        ...(environment !== undefined && { environment }),
        place: { file: file.file },
      })
    }
  }
}
