import { env } from 'node:process'
import type { BuildError } from '@understudy/compiler'
import { z } from 'zod'
import type { Http } from '../../http/http.ts'
import { inParallel } from '../../remote/in-parallel.ts'
import { readKey } from '../../remote/read-key.ts'
import type { PulledTemplate, RemoteSource } from '../../remote/remote-source.ts'
import { anyJson } from '../common/any-json.ts'
import { checkAnswer } from '../common/check-answer.ts'
import { environmentLabels } from '../common/environment-labels.ts'
import { isWanted } from '../common/is-wanted.ts'
import type { Lookup } from '../common/lookup.ts'
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
  const { baseUrl = 'https://api.smith.langchain.com', environments } = options
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
      const labels = environmentLabels(context.environments, environments)
      const asked = lookups(http, labels, (name) => isWanted(name, options, context))
      for await (const pulled of inParallel(asked, 8, (lookup) => find(http, lookup, options))) {
        if (pulled) yield pulled
      }
    },
  }
}

const page = z.looseObject({
  repos: z.array(z.looseObject({ repo_handle: z.string() })),
  total: z.number(),
})

async function* lookups(
  http: Http,
  labels: readonly { environment: string; label: string }[],
  isAsked: (name: string) => boolean,
): AsyncGenerator<Lookup> {
  if (labels.length === 0) return
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const answer = await http.get('repos', { is_archived: false, is_public: false, limit: PAGE, offset })
    const found = checkAnswer(page, answer, "LangSmith's list of prompts")
    total = found.total
    for (const { repo_handle: prompt } of found.repos) {
      if (isAsked(prompt)) yield* labels.map((label) => ({ prompt, ...label }))
    }
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
