/** The name of the prompt that a new project starts with. */
export const FIRST_PROMPT = 'rag-qa'

/**
 * The templates of the first prompt, by file name.
 *
 * @param schema The path of the templates' JSON Schema, relative to the prompt's folder.
 * @param environments The chain, of which the first two get a template.
 */
export function firstPrompt(schema: string, environments: readonly string[]): Record<string, string> {
  const templates = [primary(schema), fallback(schema)]
  return Object.fromEntries(
    environments.slice(0, 2).map((environment, index) => [`${environment}.yaml`, templates[index] ?? '']),
  )
}

const primary = (schema: string): string => `# yaml-language-server: $schema=${schema}
# The primary. Its module is #prompts/${FIRST_PROMPT}.
provider: openai
model: gpt-5.4-mini
parameters: { max_completion_tokens: 1024 }
messages:
  - role: system
    content: |-
      You answer questions from the given passages only.
      Cite the passages that you used by their numbers, like [2].
      If the passages do not hold the answer, say so.
  - role: user
    content: |-
      {{#passages}}
      [{{id}}] {{title}}: {{text}}
      {{/passages}}

      Question: {{question}}
`

const fallback = (schema: string): string => `# yaml-language-server: $schema=${schema}
# Answers when the primary cannot: another provider, with a template of its own.
provider: anthropic
model: claude-haiku-4-5
parameters: { max_tokens: 1024, temperature: 0 }
messages:
  - role: system
    content: |-
      You answer the question from the passages, and from nothing else.
      Cite each passage that you used by its id in brackets, like [2].
      When the passages do not hold the answer, say so in one sentence.
  - role: user
    content: |-
      <passages>
      {{#passages}}
      <passage id="{{id}}" title="{{title}}">{{text}}</passage>
      {{/passages}}
      </passages>

      <question>{{question}}</question>
`
