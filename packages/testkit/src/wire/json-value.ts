/** The value of a key of parsed JSON, or `undefined` where the value is no object or has no such key. */
export function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Reflect.get(value, key)
}

/** The text of a message's content in either api: a string, or the text blocks of a list. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((block) => field(block, 'text'))
    .filter((text) => typeof text === 'string')
    .join('\n')
}

/** The text of each entry of a request's `messages`. */
export function messageTexts(body: unknown): string[] {
  const messages = field(body, 'messages')
  return Array.isArray(messages) ? messages.map((message) => contentText(field(message, 'content'))) : []
}
