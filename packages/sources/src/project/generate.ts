import { resolve } from 'node:path'
import { BuildError, compileProject } from '@understudy/compiler'
import type { ResolvedConfig } from '../config/resolve-config.ts'
import { type EmitResult, emit } from '../emit/emit.ts'
import { TEMPLATE_SCHEMA, templateSchema } from '../emit/template-schema.ts'

/** What a run of {@link generate} found and did. */
export interface GenerateResult extends EmitResult {
  /** The output folder, absolute. */
  output: string
  /** The names of the prompts, sorted. */
  prompts: string[]
  /** What is wrong. When there is anything, nothing was written. */
  errors: BuildError[]
  /** What should be said, though the output is sound. */
  warnings: BuildError[]
}

/** Modules of the output are ESM without side effects, whatever the package around them is. */
const PACKAGE_JSON = `${JSON.stringify({ type: 'module', sideEffects: false }, null, 2)}\n`

/**
 * Reads the templates of a project, compiles them, and brings the output folder into step.
 *
 * Problems of the user's are returned, not thrown.
 *
 * @param check Whether to write nothing and only tell what would change.
 */
export async function generate(root: string, config: ResolvedConfig, check = false): Promise<GenerateResult> {
  const { source, output, ...options } = config
  const nothing: GenerateResult = {
    output: resolve(root, output),
    prompts: [],
    written: [],
    removed: [],
    unchanged: 0,
    errors: [],
    warnings: [],
  }
  try {
    const templates = await source.read({ root, environments: environmentsOf(config) })
    const prompts = [...new Set(templates.map(({ prompt }) => prompt))].sort()
    const { files, errors, warnings } = compileProject(templates, options)
    if (errors.length > 0) return { ...nothing, prompts, errors, warnings }
    const wanted = new Map(files).set('package.json', PACKAGE_JSON).set(TEMPLATE_SCHEMA, templateSchema())
    return { ...nothing, prompts, warnings, ...emit(root, output, wanted, check) }
  } catch (error) {
    if (error instanceof BuildError) return { ...nothing, errors: [error] }
    throw error
  }
}

/** Every environment that some chain names. */
function environmentsOf({ environments, chains }: ResolvedConfig): string[] {
  return [...new Set([...environments, ...Object.values(chains).flat()])]
}
