/** A commit of a prompt as LangSmith has it. */
export interface LangSmithCommit {
  handle: string
  tag: string
  hash: string
  manifest: unknown
}

/** An object in LangChain's serialisation. */
export function serialised(path: readonly string[], kwargs: unknown): unknown {
  return { lc: 1, type: 'constructor', id: path, kwargs }
}

/** A message that is a template. */
export function messageTemplate(
  kind: 'System' | 'Human' | 'AI',
  template: string,
  format = 'f-string',
): unknown {
  return serialised(['langchain', 'prompts', 'chat', `${kind}MessagePromptTemplate`], {
    prompt: serialised(['langchain', 'prompts', 'prompt', 'PromptTemplate'], {
      input_variables: [],
      template_format: format,
      template,
    }),
  })
}

/** A chat prompt, with its model behind it. */
export function promptWithModel(messages: readonly unknown[], model: unknown): unknown {
  return serialised(['langchain', 'schema', 'runnable', 'RunnableSequence'], {
    first: serialised(['langchain', 'prompts', 'chat', 'ChatPromptTemplate'], {
      input_variables: [],
      messages,
    }),
    middle: [],
    last: model,
  })
}

/** A model of OpenAI's. */
export function chatOpenAI(kwargs: Readonly<Record<string, unknown>> = {}): unknown {
  return serialised(['langchain', 'chat_models', 'openai', 'ChatOpenAI'], {
    model: 'gpt-5.4-mini',
    temperature: 0.2,
    max_tokens: 256,
    openai_api_key: { lc: 1, type: 'secret', id: ['OPENAI_API_KEY'] },
    ...kwargs,
  })
}

/** What LangSmith answers; undefined stands for 404. */
export function langsmithAnswer(commits: readonly LangSmithCommit[], url: URL): unknown {
  const [, first, owner, handle, tag] = url.pathname.split('/').map(decodeURIComponent)
  if (first === 'repos' && owner === undefined) {
    const handles = [...new Set(commits.map((commit) => commit.handle))]
    const limit = Number(url.searchParams.get('limit') ?? 20)
    const offset = Number(url.searchParams.get('offset') ?? 0)
    const repos = handles.slice(offset, offset + limit).map((repo_handle) => ({
      repo_handle,
      full_name: repo_handle,
      is_public: false,
      is_archived: false,
      num_commits: 1,
    }))
    return { repos, total: handles.length }
  }
  if (first !== 'commits' || owner !== '-') return undefined
  const found = commits.find(
    (commit) => commit.handle === handle && [commit.tag, commit.hash].includes(tag ?? ''),
  )
  return found && { commit_hash: found.hash, manifest: found.manifest, examples: [], model_config: null }
}
