/** What the benchmarks send as a key. */
export const KEY = 'none'

/**
 * A call of OpenAI over `fetch`, as one writes it who only wants the text.
 *
 * @param baseURL As the official SDK has it.
 */
export async function callByHand(baseURL: string, request: object, stream: boolean): Promise<string> {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ ...request, stream, ...(stream && { stream_options: { include_usage: true } }) }),
  })
  if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
  if (!stream) {
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
    return choices[0]?.message.content ?? ''
  }
  const decoder = new TextDecoder()
  let rest = ''
  let text = ''
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true })
    const events = rest.split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = event.slice('data: '.length)
      if (data === '[DONE]') continue
      const { choices } = JSON.parse(data) as { choices: { delta: { content?: string } }[] }
      text += choices[0]?.delta.content ?? ''
    }
  }
  return text
}
