/** The arguments of a tool call as an object, which some apis want. */
export function toolInput(json: string): { [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(json || '{}')
    if (isRecord(value)) return value
  } catch {}
  // The model's slip is kept for it to see: one broken call must not end the conversation.
  return { invalid_json: json }
}

/** Whether a value is an object, and not a list. */
export function isRecord(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
