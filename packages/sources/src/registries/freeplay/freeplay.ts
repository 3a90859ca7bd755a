import { BuildError, type Json } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { inParallel } from '../../remote/in-parallel.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PullContext, PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { anyJson } from '../shared/any-json.ts'
import { checkAnswer } from '../shared/check-answer.ts'
import { environmentLabels } from '../shared/environment-labels.ts'
import { isWanted } from '../shared/is-wanted.ts'
import type { FlavorApis } from './map-freeplay-template.ts'
import { readFreeplayTemplate } from './read-freeplay-template.ts'

/** How many answers, each with all templates of an environment, are asked for at a time. */
const AT_A_TIME = 4

/** A project of an account. */
export interface FreeplayProject {
  id: string
  name: string
}

/** Which templates to pull from Freeplay, and how. */
export interface FreeplayOptions {
  /** The project's id; several; or `'all'` for every project that the key may see. */
  project: string | readonly string[]
  /**
   * The environments of Freeplay, by the names that they have in the project: `{ prod: 'production' }`. Others are not
   * asked for.
   *
   * @default every environment of the project, under its own name
   */
  environments?: Readonly<Record<string, string>>
  /** Only the prompts of these names. @default every prompt */
  prompts?: readonly string[]
  /** What stands before the names of a project's prompts. @default nothing */
  prefix?: (project: FreeplayProject) => string
  /**
   * The wire format of templates of a flavor that Understudy knows no format for: `{ mistral_chat: 'openai.chat' }`.
   *
   * @default {}
   */
  flavors?: FlavorApis
  /** The environment variable that holds the key when templates are pulled. @default 'FREEPLAY_API_KEY' */
  keyVariable?: string
  /** Where the API is, with `/api` at the end. @default 'https://app.freeplay.ai/api' */
  baseUrl?: string
}

/**
 * The templates of Freeplay, by its API: one request an environment and project.
 *
 * @example
 * freeplay({ project: '475516c8-7be4-4d55-9388-535cef042981', environments: { prod: 'production' } })
 */
export function freeplay(options: FreeplayOptions): RemoteSource {
  const { project, baseUrl = 'https://app.freeplay.ai/api', keyVariable = 'FREEPLAY_API_KEY' } = options
  const ids = typeof project === 'string' ? [project] : project
  return {
    kind: 'remote',
    name: `freeplay ${ids.join(', ')}`,
    async *pull(context) {
      if (ids.length === 0 || ids.includes('')) throw noProject()
      const headers = { authorization: `Bearer ${readKey(keyVariable, 'Freeplay')}` }
      const http = context.connect({ name: 'Freeplay', baseUrl, headers, keyVariable })
      yield* pullProjects(http, await projectsOf(http, ids, options), options, context)
    },
  }
}

/** The templates of one environment of one project. */
interface Request {
  project: FreeplayProject
  prefix: string
  /** As the project names it. */
  environment: string
  /** As Freeplay names it. */
  label: string
}

async function* pullProjects(
  http: Http,
  projects: readonly FreeplayProject[],
  options: FreeplayOptions,
  context: PullContext,
): AsyncGenerator<PulledTemplate | BuildError> {
  const labels = environmentLabels(context.environments, options.environments)
  const requests = projects.flatMap((project) => {
    const prefix = options.prefix?.(project) ?? ''
    return labels.map((label): Request => ({ project, prefix, ...label }))
  })
  const found = new Set<string>()
  const answers = inParallel(requests, AT_A_TIME, async (request) => ({
    request,
    templates: await templatesOf(http, request),
  }))
  for await (const { request, templates } of answers) {
    if (templates) found.add(request.project.id)
    for (const template of templates ?? []) {
      const pulled = readFreeplayTemplate(template, { ...request, flavors: options.flavors })
      const wanted = { prompts: options.prompts, prefix: request.prefix }
      if (isWanted(pulled.prompt, wanted, context)) yield pulled
    }
  }
  // Who asks for every project does not mean that each has every environment.
  const isEnough = labels.length === 0 || (isAll(options) && found.size > 0)
  const lost = isEnough ? undefined : projects.find(({ id }) => !found.has(id))
  if (lost) throw notThere(lost, labels)
}

const templateList = z.looseObject({ prompt_templates: z.array(anyJson) })

/** Undefined when there is no such project, or no such environment in it. */
async function templatesOf(http: Http, { project, label }: Request): Promise<readonly Json[] | undefined> {
  const path = `v2/projects/${encodeURIComponent(project.id)}/prompt-templates/all/${encodeURIComponent(label)}`
  const answer = await http.find(path)
  return answer === undefined
    ? undefined
    : checkAnswer(templateList, answer, `Freeplay's answer to ${path}`).prompt_templates
}

const projectList = z.looseObject({ projects: z.array(z.looseObject({ id: z.string(), name: z.string() })) })

/** The projects themselves; their names are asked for only where something depends on them. */
async function projectsOf(
  http: Http,
  ids: readonly string[],
  options: FreeplayOptions,
): Promise<FreeplayProject[]> {
  if (!isAll(options) && !options.prefix) return ids.map((id) => ({ id, name: id }))
  const path = 'v2/projects/all'
  const { projects } = checkAnswer(projectList, await http.get(path), `Freeplay's answer to ${path}`)
  if (isAll(options)) return projects
  return ids.map((id) => {
    const project = projects.find((one) => one.id === id)
    if (!project) throw notThere({ id, name: id }, [])
    return project
  })
}

const isAll = ({ project }: FreeplayOptions): boolean => project === 'all'

function noProject(): BuildError {
  return new BuildError({
    code: 'config',
    summary: 'the source `freeplay` has no project',
    hint: "Give it the project's id, which is in the address of its page, as `project`.",
  })
}

function notThere({ id }: FreeplayProject, labels: readonly { label: string }[]): BuildError {
  const names = labels.map(({ label }) => `\`${label}\``).join(', ')
  return new BuildError({
    code: 'source',
    summary: `Freeplay has no project ${id}${names && `, or none of its environments ${names}`}`,
    hint: "Check the project's id, the names of the environments, and that the base URL ends in /api.",
  })
}
