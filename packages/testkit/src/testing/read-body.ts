/** What came of a body until it ended, and the error if it ended badly. */
export interface BodyEnd {
  readonly text: string
  readonly error: unknown
}

/** Reads a body to its end, good or bad. */
export async function readBody(response: Response): Promise<BodyEnd> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true })
    return { text, error: undefined }
  } catch (error) {
    return { text, error }
  }
}

/** Reads a body until so many bytes have come. Leaves it open. */
export async function readBytes(response: Response, count: number): Promise<string> {
  const reader = response.body?.getReader()
  let bytes = Buffer.alloc(0)
  while (reader && bytes.length < count) {
    const { value, done } = await reader.read()
    if (done) break
    bytes = Buffer.concat([bytes, value])
  }
  reader?.releaseLock()
  return bytes.toString()
}
