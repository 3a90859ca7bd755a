import { env } from 'node:process'
import type { BuildError } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { checkOptions, REGISTRY_OPTIONS } from '../common/check-options.ts'
import { type Listed, type Lookup, lookUp } from '../common/look-up.ts'
import { mapRegistryTemplate } from '../common/map-registry-template.ts'
import { pulledTemplate } from '../common/pulled-template.ts'
import type { RegistryOptions } from '../common/registry-options.ts'
import { readManifest } from './read-manifest.ts'

/** Which prompts to pull from LangSmith, and how. `environments` are its commit tags. */
export interface LangSmithOptions extends RegistryOptions {
  /** @default 'https://api.smith.langchain.com' */
  baseUrl?: string
}

const KEY = 'LANGSMITH_API_KEY'
const TENANT = 'LANGSMITH_WORKSPACE_ID'
const PAGE = 100

/**
 * The private prompts of a LangSmith workspace, by commit tag. Its key is in `LANGSMITH_API_KEY`; a key of several
 * workspaces needs `LANGSMITH_WORKSPACE_ID` too.
 *
 * @example
 * langsmith({ environments: { prod: 'production' } })
 */
export function langsmith(options: LangSmithOptions = {}): RemoteSource {
  checkOptions('langsmith', REGISTRY_OPTIONS, options)
  const { baseUrl = 'https://api.smith.langchain.com' } = options
  return {
    kind: 'remote',
    name: 'langsmith',
    async *pull(context) {
      const tenant = env[TENANT]?.trim()
      const http = context.connect({
        name: 'LangSmith',
        baseUrl,
        headers: { 'x-api-key': readKey(KEY, 'LangSmith'), ...(tenant && { 'x-tenant-id': tenant }) },
        keyVariable: KEY,
      })
      yield* lookUp(context, options, list(http), (lookup) => find(http, lookup, options))
    },
  }
}

const page = z.looseObject({
  repos: z.array(z.looseObject({ repo_handle: z.string() })),
  total: z.number(),
})

async function* list(http: Http): AsyncGenerator<Listed> {
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const answer = await http.get('repos', { is_archived: false, is_public: false, limit: PAGE, offset })
    const found = checkAnswer(page, answer, "LangSmith's list of prompts")
    total = found.total
    yield* found.repos.map(({ repo_handle: prompt }) => ({ prompt }))
    if (found.repos.length === 0) return
  }
}

const commit = z.looseObject({ commit_hash: z.string(), manifest: anyJson })

/** Undefined when no commit of the prompt has the tag. */
async function find(
  http: Http,
  { prompt, environment, label }: Lookup,
  { providers }: LangSmithOptions,
): Promise<PulledTemplate | BuildError | undefined> {
  const path = `commits/-/${encodeURIComponent(prompt)}/${encodeURIComponent(label)}`
  const answer = await http.find(path, { include_model: true })
  if (answer === undefined) return undefined
  const found = checkAnswer(commit, answer, `LangSmith's prompt ${JSON.stringify(prompt)}`)
  return pulledTemplate({ registry: 'LangSmith', prompt, environment, version: found.commit_hash }, () =>
    mapRegistryTemplate(readManifest(found.manifest), providers),
  )
}
