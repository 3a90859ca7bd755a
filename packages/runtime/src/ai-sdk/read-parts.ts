import type { Part } from '../adapter.ts'
import type { AiSdkFinishReason, AiSdkGenerated, AiSdkStreamPart, AiSdkUsage } from './ai-sdk-model.ts'

const reasons: Record<string, 'stop' | 'max_tokens' | 'content_filter'> = {
  stop: 'stop',
  'tool-calls': 'stop',
  length: 'max_tokens',
  'content-filter': 'content_filter',
}

/** Reads an answer at once. */
export function readGenerated({ content, usage, finishReason }: AiSdkGenerated): Part[] {
  const read = partReader()
  return [...content.flatMap(read), ...readEnd(usage, finishReason)]
}

/** Reads the pieces of one answer, in order. */
export function partReader(): (part: AiSdkStreamPart) => Part[] {
  /** The places of the tool calls, by their id. */
  const calls = new Map<string, number>()

  const begin = (id: string, name: string | undefined, text: string): Part[] => {
    const index = calls.size
    calls.set(id, index)
    return [{ type: 'tool', index, id, name, arguments: text }]
  }

  return ({ type, id = '', delta = '', text = '', toolCallId = '', toolName, input, ...part }) => {
    switch (type) {
      case 'text':
      case 'text-delta':
        return text || delta ? [{ type: 'text', text: text || delta }] : []
      case 'reasoning':
      case 'reasoning-delta':
        return [{ type: 'reasoning', text: text || delta }]
      case 'tool-input-start':
        return part.providerExecuted ? [{ type: 'reasoning' }] : begin(id, toolName, '')
      case 'tool-input-delta': {
        const index = calls.get(id)
        return index === undefined ? [{ type: 'reasoning' }] : [{ type: 'tool', index, arguments: delta }]
      }
      case 'tool-call':
        // After its input in pieces it says nothing new.
        if (part.providerExecuted || calls.has(toolCallId)) return []
        return begin(toolCallId, toolName, typeof input === 'string' ? input : JSON.stringify(input))
      case 'finish':
        return readEnd(part.usage, part.finishReason)
      default:
        return []
    }
  }
}

function readEnd(usage: AiSdkUsage | undefined, finish: AiSdkFinishReason | undefined): Part[] {
  const parts: Part[] = []
  const inputTokens = usage?.inputTokens.total
  const outputTokens = usage?.outputTokens.total
  if (usage && inputTokens !== undefined && outputTokens !== undefined) {
    parts.push({
      type: 'usage',
      usage: {
        inputTokens,
        outputTokens,
        cachedInputTokens: usage.inputTokens.cacheRead,
        cacheWriteTokens: usage.inputTokens.cacheWrite,
        reasoningTokens: usage.outputTokens.reasoning,
      },
    })
  }
  const { unified = '', raw } = finish ?? {}
  parts.push({ type: 'finish', reason: reasons[unified] ?? 'truncated', code: raw ?? unified })
  return parts
}
