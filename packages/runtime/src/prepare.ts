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
  const [first, ...others] = chain.map((candidate): Link => {
    const { environment, version, provider, api, model } = candidate
    const place = `${name}, ${environment}`
    const adapters = [providers[provider] ?? []].flat()
    const adapter = adapters.find((adapter) => adapter.api === api)
    if (!adapters.length)
      throw new UsageError('missing_provider', `${place}: the client has no provider '${provider}'`)
    if (!adapter) {
      const spoken = adapters.map((adapter) => adapter.api).join(' and ')
      throw new UsageError('wrong_api', `${place} is written in ${api}, '${provider}' speaks ${spoken}`)
    }
    if (history !== undefined && !candidate.history) {
      throw new UsageError('history_unsupported', `${place}: the template has no history placeholder`)
    }
    const turns = history && convert ? convert(history as object[], api) : history
    return {
      candidate: { environment, version, provider, api, model },
      adapter,
      request: candidate.request(variables as never, { history: turns, media } as never),
      parseOutput: candidate.parseOutput,
    }
  })
  if (!first) throw new UsageError('empty_chain', `${name} has no candidate`)
  return [first, ...others]
}
