import { compileProject, runModule, type TemplateInput } from '@understudy/compiler'

/** A request's body, with as much of it as tests look at. */
export type RequestBody = { [field: string]: unknown; messages: object[] }

/** What a candidate takes beside its variables. */
export interface RequestOptions {
  history?: readonly object[] | undefined
  media?: object | undefined
}

/**
 * Compiles a template and runs its module: what its candidate builds.
 *
 * @param text The template's YAML, or the template itself.
 */
export async function requestOf(
  text: string | TemplateInput,
  missing: 'error' | 'empty' = 'error',
): Promise<(variables: object, options?: RequestOptions) => RequestBody> {
  const file = { prompt: 'sample', environment: 'prod', file: 'sample.yaml' }
  const yaml = typeof text === 'string' ? text : JSON.stringify(text)
  const project = compileProject([{ ...file, text: yaml }], { environments: ['prod'], missing })
  if (project.errors[0]) throw project.errors[0]
  const module: { sample?: Sample } = await runModule(project.files.get('sample.js') ?? '')
  const prod = module.sample?.candidates.prod
  if (!prod) throw new Error('the module exports no such prompt')
  return (variables, options = {}) => prod.request(variables, options)
}

interface Sample {
  candidates: { prod: { request(variables: object, options: RequestOptions): RequestBody } }
}
