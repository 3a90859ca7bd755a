/**
 * The keys of the real providers, and their base URLs if the environment has others than the SDKs' own.
 *
 * @throws when a key is missing; the message says which.
 */
export function liveKeys(env: NodeJS.ProcessEnv): Record<string, string> {
  const missing = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'].filter((name) => !env[name])
  if (missing.length > 0) {
    throw new Error(`--live asks the real providers: set ${missing.join(' and ')}, or leave --live out.`)
  }
  const names = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL']
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}
