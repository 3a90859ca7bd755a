import { BuildError, type Json } from '@understudy/compiler'
import type { z } from 'zod'

/**
 * An answer that has the shape which its registry documents.
 *
 * @param what Where the answer came from, for instance `Langfuse's list of prompts`.
 * @throws {BuildError} of code `source` that names the first place which is otherwise.
 */
export function checkAnswer<Answer>(schema: z.ZodType<Answer>, answer: Json, what: string): Answer {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.map(String).join('.')
  throw new BuildError({
    code: 'source',
    summary: `${what} is not as expected${path ? ` at \`${path}\`` : ''}`,
    hint: 'Check that the base URL is that of the API, and that Understudy is up to date.',
    cause: result.error,
  })
}
