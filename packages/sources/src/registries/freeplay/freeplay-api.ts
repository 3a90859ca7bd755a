import { BuildError, type Json } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { inParallel } from '../../remote/in-parallel.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PullContext, PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { environmentLabels } from '../common/environment-labels.ts'
import { isWanted } from '../common/is-wanted.ts'
import type { FreeplayOptions, FreeplayProject } from './freeplay.ts'
import { readFreeplayTemplate } from './read-freeplay-template.ts'

/** How many answers, each with all templates of an environment, are asked for at a time. */
const AT_A_TIME = 4

/** A server that speaks Freeplay's API: Freeplay itself, or a registry of our own. */
export interface FreeplayApiOptions extends FreeplayOptions {
  /** What the lock and messages call the source. */
  source: string
  /** What messages call the registry. */
  registry: string
  baseUrl: string
  keyVariable: string
}

/** The templates of a registry that speaks Freeplay's API: one request an environment and project. */
export function freeplayApi(options: FreeplayApiOptions): RemoteSource {
  const { project, baseUrl, keyVariable, source, registry } = options
  const ids = typeof project === 'string' ? [project] : project
  return {
    kind: 'remote',
    name: `${source} ${ids.join(', ')}`,
    async *pull(context) {
      if (ids.length === 0 || ids.includes('')) throw noProject(source)
      const headers = { authorization: `Bearer ${readKey(keyVariable, registry)}` }
      const http = context.connect({ name: registry, baseUrl, headers, keyVariable })
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
  /** As the registry names it. */
  label: string
}

async function* pullProjects(
  http: Http,
  projects: readonly FreeplayProject[],
  options: FreeplayApiOptions,
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
    templates: await templatesOf(http, request, options),
  }))
  for await (const { request, templates } of answers) {
    if (templates) found.add(request.project.id)
    for (const template of templates ?? []) {
      const pulled = readFreeplayTemplate(template, {
        ...request,
        registry: options.registry,
        flavors: options.flavors,
      })
      const wanted = { prompts: options.prompts, prefix: request.prefix }
      if (isWanted(pulled.prompt, wanted, context)) yield pulled
    }
  }
  // Who asks for every project does not mean that each has every environment.
  const isEnough = labels.length === 0 || (isAll(options) && found.size > 0)
  const lost = isEnough ? undefined : projects.find(({ id }) => !found.has(id))
  if (lost) throw notThere(lost.id, labels, options)
}

const templateList = z.looseObject({ prompt_templates: z.array(anyJson) })

/** Undefined when there is no such project, or no such environment in it. */
async function templatesOf(
  http: Http,
  { project, label }: Request,
  { registry }: FreeplayApiOptions,
): Promise<readonly Json[] | undefined> {
  const path = `v2/projects/${encodeURIComponent(project.id)}/prompt-templates/all/${encodeURIComponent(label)}`
  const answer = await http.find(path)
  return answer === undefined
    ? undefined
    : checkAnswer(templateList, answer, `${registry}'s answer to ${path}`).prompt_templates
}

const projectList = z.looseObject({ projects: z.array(z.looseObject({ id: z.string(), name: z.string() })) })

/** The projects themselves; their names are asked for only where something depends on them. */
async function projectsOf(
  http: Http,
  ids: readonly string[],
  options: FreeplayApiOptions,
): Promise<FreeplayProject[]> {
  if (!isAll(options) && !options.prefix) return ids.map((id) => ({ id, name: id }))
  const path = 'v2/projects/all'
  const { projects } = checkAnswer(
    projectList,
    await http.get(path),
    `${options.registry}'s answer to ${path}`,
  )
  if (isAll(options)) return projects
  return ids.map((id) => {
    const project = projects.find((one) => one.id === id)
    if (!project) throw notThere(id, [], options)
    return project
  })
}

const isAll = ({ project }: FreeplayApiOptions): boolean => project === 'all'

function noProject(source: string): BuildError {
  return new BuildError({
    code: 'config',
    summary: `the source \`${source}\` has no project`,
    hint: "Give it the project's id as `project`.",
  })
}

function notThere(
  id: string,
  labels: readonly { label: string }[],
  { registry, baseUrl }: FreeplayApiOptions,
): BuildError {
  const names = labels.map(({ label }) => `\`${label}\``).join(', ')
  return new BuildError({
    code: 'source',
    summary: `${registry} has no project ${id}${names && `, or none of its environments ${names}`}`,
    hint: `Check the project's id, the names of the environments, and the address: ${baseUrl}`,
  })
}
