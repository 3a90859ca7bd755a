/** A name for a prompt's output schema: letters, digits, `_` and `-`, at most 64, as OpenAI demands. */
export function schemaName(prompt: string): string {
  return prompt.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64)
}
