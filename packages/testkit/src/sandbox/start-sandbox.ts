import { type FakeProvider, startProvider } from '../start-provider.ts'
import type { ProviderApi } from '../wire/types.ts'
import { type SandboxOptions, sandbox, sandboxHeaders } from './sandbox.ts'

/**
 * Starts the sandbox provider, which is no LLM: see {@link sandbox}. Its other behaviours say so in a header too.
 *
 * @example
 * ```ts
 * await using provider = await startSandbox('openai.chat', { tokenDelayMs: 20 })
 * const client = new OpenAI({ baseURL: provider.url, apiKey: 'none' })
 * ```
 */
export function startSandbox(api: ProviderApi, options: SandboxOptions = {}): Promise<FakeProvider> {
  return startProvider(api, sandbox(options), { headers: sandboxHeaders })
}
