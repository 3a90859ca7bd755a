import type { Adapters } from './adapter.ts'
import { UsageError } from './errors/usage-error.ts'
import type { HistoryConverter } from './history/create-history-converter.ts'
import type { Link } from './policy/call.ts'
import type { Prompt } from './prompt.ts'

/**
 * Renders every candidate of a prompt, so that a broken fallback fails on every call and not only on the night that
 * it is needed.
 *
 * @throws {UsageError} when the call does not fit the prompt.
 * @throws {MissingVariableError} when a variable is missing.
 * @throws {HistoryError} when a candidate's api cannot carry the history.
 */
export function prepare(
  { name, chain }: Prompt,
  variables: unknown,
  { history, media }: { history?: unknown; media?: unknown },
  providers: Adapters,
  convert: HistoryConverter | undefined,
): [Link, ...Link[]] {
  if (!chain.length) throw new UsageError('empty_chain', `${name} has no candidate`)
  return chain.map((candidate): Link => {
    const { environment, version, provider, api, model } = candidate
    const misfit = (code: UsageError['code'], problem: string) =>
      new UsageError(code, `${name}, ${environment}: ${problem}`)
    const adapters = [providers[provider] ?? []].flat()
    const adapter = adapters.find((adapter) => adapter.api === api)
    if (!adapter) {
      const code = adapters.length ? 'wrong_api' : 'missing_provider'
      throw misfit(code, `the client has no provider '${provider}' that speaks ${api}`)
    }
    if (history !== undefined && !candidate.history)
      throw misfit('history_unsupported', 'the template has no history placeholder')
    const turns = history && convert ? convert(history as object[], api) : history
    return {
      candidate: { environment, version, provider, api, model },
      adapter,
      request: candidate.request(variables as never, { history: turns, media } as never),
      parseOutput: candidate.parseOutput,
    }
  }) as [Link, ...Link[]]
}
