import type { ToolCall } from './completion.ts'

/**
 * Whether the arguments of every tool call are JSON.
 *
 * @example
 * ```ts
 * client.run(agent, { task }, { accept: hasValidToolCalls })
 * ```
 */
export function hasValidToolCalls({ toolCalls }: { readonly toolCalls: readonly ToolCall[] }): boolean {
  return toolCalls.every(({ arguments: json }) => {
    try {
      JSON.parse(json)
      return true
    } catch {
      return false
    }
  })
}
