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
  if (!chain.length) throw new UsageError('empty_chain', `${name}: no candidate`)
  return chain.map((candidate): Link => {
    const { environment, version, provider, api, model } = candidate
    const label = { environment, version, provider, api, model }
    const adapter = [providers[provider] ?? []].flat().find((each) => each.api === api)
    if (!adapter) {
      throw new UsageError(
        'missing_provider',
        `${name}, ${environment}: no provider '${provider}' speaks ${api}`,
      )
    }
    if (history !== undefined && !candidate.history)
      throw new UsageError('history_unsupported', `${name}, ${environment}: no history placeholder`)
    const turns = history && convert ? convert(history as object[], api) : history
    const request = candidate.request(variables as never, { history: turns, media } as never)
    return { candidate, label, adapter, request }
  }) as [Link, ...Link[]]
}
