import { BuildError, type Json } from '@understudy/compiler'
import type { PulledTemplate } from '../../remote/remote-source.ts'
import { isObject } from '../common/is-object.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import { freeplayTemplate } from './freeplay-template.ts'
import { type FlavorApis, mapFreeplayTemplate } from './map-freeplay-template.ts'

/** Where a template stands, and how it is read. */
export interface FreeplayPlace {
  /** What messages call the registry. @default 'Freeplay' */
  registry?: string | undefined
  /** The environment, as the project names it. */
  environment: string
  /** The prompt's name, where the template's own is not what counts. @default the template's own */
  prompt?: string | undefined
  /** What stands before the prompt's name. @default '' */
  prefix?: string | undefined
  /** The file that the template stands in. @default none */
  file?: string | undefined
  flavors?: FlavorApis | undefined
}

/** Reads one version of a template, of any format; what cannot be read or mapped comes as the error. */
export function readFreeplayTemplate(value: Json, place: FreeplayPlace): PulledTemplate | BuildError {
  const { registry = 'Freeplay', environment, prefix = '', file, flavors } = place
  const named = place.prompt ?? nameOf(value)
  const prompt = named === undefined ? undefined : `${prefix}${named}`
  const { success, data, error } = freeplayTemplate.safeParse(value)
  if (!success || prompt === undefined) {
    const path = error?.issues[0]?.path.map(String).join('.') || 'prompt_template_name'
    return new BuildError({
      code: 'source',
      summary:
        prompt === undefined
          ? `${registry} has a template without a name (\`${path}\`)`
          : `${registry}'s template is not as expected at \`${path}\``,
      hint: 'Check that the base URL is that of the API, and that Understudy is up to date.',
      environment,
      cause: error,
      ...(prompt !== undefined && { prompt }),
      ...(file !== undefined && { place: { file } }),
    })
  }
  const version = data.prompt_template_version_id
  return pulledTemplate({ registry, prompt, environment, version, file }, () =>
    mapFreeplayTemplate(data, flavors),
  )
}

function nameOf(value: Json): string | undefined {
  if (!isObject(value)) return undefined
  return [value.prompt_template_name, value.name].find(
    (name): name is string => typeof name === 'string' && name !== '',
  )
}
