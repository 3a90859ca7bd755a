import { load, YAMLException } from 'js-yaml'
import type { ApiObjection } from '../apis/api-definition.ts'
import { apiOfProvider, apis } from '../apis/apis.ts'
import { buildBody } from '../apis/build-body.ts'
import { BuildError, type BuildErrorCode, type BuildProblem } from '../build-error.ts'
import type { PartialFile, TemplateFile } from '../compile-project.ts'
import { checkSchema } from '../json-schema/check-schema.ts'
import { type ExpandedTemplate, expandPartials } from '../mustache/expand-partials.ts'
import type { TemplateNode } from '../mustache/syntax-tree.ts'
import { TemplateSyntaxError } from '../mustache/template-syntax-error.ts'
import { checkDeclared } from '../variables/check-declared.ts'
import { canonicalDigest } from './canonical-digest.ts'
import { checkConsistency } from './check-consistency.ts'
import { describeIssue } from './describe-issue.ts'
import { type Position, positionAt } from './position.ts'
import type { CompiledTemplate, HistoryPlaceholder, MessageTemplate, Template } from './template.ts'
import { type TemplateDocument, templateSchema } from './template-schema.ts'
import { YamlPositions } from './yaml-positions.ts'

/** The files of a project's partials, by name. */
export type PartialFiles = Pick<ReadonlyMap<string, PartialFile>, 'get' | 'keys'>

/**
 * Reads and checks one template file.
 *
 * @throws {BuildError} for the first problem in the file.
 */
export function readTemplate(file: TemplateFile, partials: PartialFiles = new Map()): CompiledTemplate {
  const document = checkDocument(file)
  const reject = ({ path, ...what }: ApiObjection, code: BuildErrorCode = 'unsupported_by_api'): BuildError =>
    problem(file, new YamlPositions(file.text).of(path), { code, ...what })
  const api = document.api ?? apiOfProvider.get(document.provider)
  if (!api) {
    throw reject(
      {
        path: ['provider'],
        summary: `the provider ${JSON.stringify(document.provider)} has no api of its own`,
        hint: `Say which wire format it speaks: \`api: ${Object.keys(apis).join('`, `api: ')}\`.`,
      },
      'missing_api',
    )
  }
  const inconsistency = checkConsistency(document)
  if (inconsistency) throw reject(inconsistency, 'invalid_template')
  for (const key of ['inputs', 'output'] as const) {
    const [flaw] = document[key] === undefined ? [] : checkSchema(document[key])
    if (flaw) throw reject({ ...flaw, path: [key, ...flaw.path] }, 'invalid_schema')
  }
  const recursions = new Map<string, TemplateNode[]>()
  const used: { [name: string]: string } = {}
  const messages = document.messages.map((message, i): MessageTemplate | HistoryPlaceholder => {
    if (message === 'history') return { kind: 'history' }
    const expanded = expandContent(file, message.content, i, partials)
    for (const [key, nodes] of expanded.recursions) recursions.set(key, nodes)
    for (const name of expanded.used) used[name] = partials.get(name)?.text ?? ''
    const { role, content, media } = message
    return { kind: 'message', role, source: content, content: expanded.nodes, media }
  })
  const texts = messages.flatMap((message) =>
    message.kind === 'message' ? [{ nodes: message.content, recursions }] : [],
  )
  const undeclared = document.inputs && checkDeclared(document.inputs, texts)
  if (undeclared) throw reject(undeclared, 'undeclared_variable')
  const digest = canonicalDigest({ ...document, api, partials: used }, true)
  if (file.digest !== undefined && file.digest !== digest) throw edited(file, digest)
  const { provider, model, parameters, tools, tool_choice: toolChoice, output, inputs } = document
  const template: Template = {
    prompt: file.prompt,
    environment: file.environment,
    provider,
    api,
    model,
    parameters,
    messages,
    tools,
    toolChoice,
    output,
    inputs,
    recursions,
    digest,
    version: file.version ?? digest.slice('sha256:'.length, 'sha256:'.length + 8),
  }
  const body = buildBody(template, apis[api])
  if (!Array.isArray(body)) throw reject(body)
  return { ...template, body }
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

/** The error for a file that is no longer what somebody vouches for. */
function edited({ prompt, environment, file, digest }: TemplateFile, actual: string): BuildError {
  return new BuildError({
    code: 'source',
    summary: `is not the template that was pulled: its digest is ${actual}, the lock has ${digest}`,
    hint: 'Edit it in its registry and run `understudy pull`; a pull also undoes what was changed here.',
    prompt,
    environment,
    place: { file },
  })
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
