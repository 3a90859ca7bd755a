import type { Api } from '@understudy/runtime'
import { load, YAMLException } from 'js-yaml'
import { apis } from '../apis/apis.ts'
import { BuildError, type BuildProblem } from '../build-error.ts'
import type { PartialFile, TemplateFile } from '../compile-project.ts'
import { type ExpandedTemplate, expandPartials } from '../mustache/expand-partials.ts'
import type { TemplateNode } from '../mustache/syntax-tree.ts'
import { TemplateSyntaxError } from '../mustache/template-syntax-error.ts'
import { canonicalDigest } from './canonical-digest.ts'
import { describeIssue } from './describe-issue.ts'
import { type Position, positionAt } from './position.ts'
import type { HistoryPlaceholder, MessageTemplate, Template } from './template.ts'
import { type TemplateDocument, templateSchema } from './template-schema.ts'
import { YamlPositions } from './yaml-positions.ts'

const apiOfProvider: { [provider: string]: Api } = { openai: 'openai.chat', anthropic: 'anthropic.messages' }

/** The files of a project's partials, by name. */
export type PartialFiles = ReadonlyMap<string, PartialFile>

/**
 * Reads and checks one template file.
 *
 * @throws {BuildError} for the first problem in the file.
 */
export function readTemplate(file: TemplateFile, partials: PartialFiles = new Map()): Template {
  const document = checkDocument(file)
  const api = document.api ?? apiOfProvider[document.provider]
  if (!api) {
    throw problem(file, new YamlPositions(file.text).of(['provider']), {
      code: 'unsupported_api',
      summary: `the provider ${JSON.stringify(document.provider)} has no api of its own`,
      hint: `Say which wire format it speaks: \`api: ${Object.keys(apis).join('` or `api: ')}\`.`,
    })
  }
  const objection = apis[api].check(document)
  if (objection) {
    const { path, ...rest } = objection
    throw problem(file, new YamlPositions(file.text).of(path), rest)
  }
  const recursions = new Map<string, TemplateNode[]>()
  const used: { [name: string]: string } = {}
  const messages = document.messages.map((message, i): MessageTemplate | HistoryPlaceholder => {
    if (message === 'history') return { kind: 'history' }
    const expanded = expandContent(file, message.content, i, partials)
    for (const [key, nodes] of expanded.recursions) recursions.set(key, nodes)
    for (const name of expanded.used) used[name] = partials.get(name)?.text ?? ''
    return { kind: 'message', role: message.role, source: message.content, content: expanded.nodes }
  })
  const { provider, model, parameters } = document
  const digest = canonicalDigest({
    provider,
    api,
    model,
    parameters,
    messages: document.messages,
    ...(Object.keys(used).length > 0 ? { partials: used } : {}),
  })
  return {
    prompt: file.prompt,
    environment: file.environment,
    file: file.file,
    provider,
    api,
    model,
    parameters,
    messages,
    recursions,
    digest,
    version: digest.slice('sha256:'.length, 'sha256:'.length + 8),
  }
}

function checkDocument(file: TemplateFile): TemplateDocument {
  if (file.text.trim() === '') {
    throw problem(
      file,
      { line: 1, column: 1 },
      {
        code: 'invalid_template',
        summary: 'the template is empty',
        hint: 'Write `provider:`, `model:` and `messages:` into it.',
      },
    )
  }
  let content: unknown
  try {
    content = load(file.text, { filename: file.file })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { mark } = error
    throw problem(file, mark ? { line: mark.line + 1, column: mark.column + 1 } : { line: 1, column: 1 }, {
      code: 'yaml_syntax',
      summary: `the YAML is malformed: ${error.reason}`,
      hint: 'Check the indentation, quotes and brackets around this place.',
      cause: error,
    })
  }
  const checked = templateSchema.safeParse(content)
  if (checked.success) return checked.data
  const { path, ...rest } = describeIssue(checked.error.issues, content)
  throw problem(file, new YamlPositions(file.text).of(path), rest)
}

function expandContent(
  file: TemplateFile,
  content: string,
  index: number,
  partials: PartialFiles,
): ExpandedTemplate {
  try {
    return expandPartials(content, partials)
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    const what = { code: 'template_syntax', summary: error.message, hint: error.hint, cause: error } as const
    const partial = error.partial === undefined ? undefined : partials.get(error.partial)
    if (partial) {
      throw problem({ ...file, ...partial }, positionAt(partial.text, error.offset), what)
    }
    throw problem(
      file,
      new YamlPositions(file.text).inString(['messages', index, 'content'], error.offset),
      what,
    )
  }
}

function problem(
  file: TemplateFile,
  position: Position,
  what: Pick<BuildProblem, 'code' | 'summary' | 'hint' | 'cause'>,
): BuildError {
  return new BuildError({
    ...what,
    prompt: file.prompt,
    environment: file.environment,
    place: { file: file.file, text: file.text, ...position },
  })
}
