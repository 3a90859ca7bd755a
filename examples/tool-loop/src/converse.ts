import { type Completion, hasValidToolCalls } from '@understudy/runtime'
import type { OpenAIChatMessage } from '@understudy/runtime/history'
import { atlas } from '#prompts/atlas'
import type { AtlasClient } from './client.ts'
import { callTool } from './tools.ts'

/** The most requests that a question may need: a model that only calls tools is stopped. */
const LIMIT = 8

/**
 * Answers a question: asks, calls the tools that the model wants, and asks again, until the answer is text.
 *
 * Each turn may be served by another provider. The conversation is kept as messages of one api, OpenAI's; the client's
 * converter writes them for the provider that is asked.
 *
 * @param onTurn Is told of each turn, before its tools are called.
 * @throws {CompletionError} when no provider answers.
 */
export async function converse(
  client: AtlasClient,
  question: string,
  onTurn: (turn: Completion) => void = () => {},
): Promise<string> {
  const history: OpenAIChatMessage[] = [{ role: 'user', content: question }]
  for (let turn = 0; turn < LIMIT; turn++) {
    const answer = await client.run(atlas, {}, { history, accept: hasValidToolCalls })
    onTurn(answer)
    if (answer.finishReason === 'stop') return answer.text

    history.push({
      role: 'assistant',
      content: answer.text || null,
      tool_calls: answer.toolCalls.map(({ id, name, arguments: json }) => ({
        id,
        type: 'function',
        function: { name, arguments: json },
      })),
    })
    for (const { id, name, arguments: json } of answer.toolCalls) {
      history.push({ role: 'tool', tool_call_id: id, content: callTool(name, json) })
    }
  }
  throw new Error(`There was no answer after ${LIMIT} turns.`)
}
