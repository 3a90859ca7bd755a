import type Anthropic from '@anthropic-ai/sdk'
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages'
import type OpenAI from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'

/** The official SDKs' own calls, as one writes them who only wants the text. */
export const callSdk = {
  async openai(client: OpenAI, request: object, stream: boolean): Promise<string> {
    const body = request as ChatCompletionCreateParamsNonStreaming
    if (!stream) {
      const { choices } = await client.chat.completions.create(body)
      return choices[0]?.message.content ?? ''
    }
    const options = { stream: true, stream_options: { include_usage: true } } as const
    let text = ''
    for await (const { choices } of await client.chat.completions.create({ ...body, ...options })) {
      text += choices[0]?.delta.content ?? ''
    }
    return text
  },
  async anthropic(client: Anthropic, request: object, stream: boolean): Promise<string> {
    const body = request as MessageCreateParamsNonStreaming
    let text = ''
    if (!stream) {
      const { content } = await client.messages.create(body)
      for (const block of content) if (block.type === 'text') text += block.text
      return text
    }
    for await (const event of await client.messages.create({ ...body, stream: true })) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text
    }
    return text
  },
}
