import { type TempFolder, tempFolder } from '@understudy/testkit/temp-folder'

export type { TempFolder as TempProject }

/** Makes a project; what leaves its root by a step or two is still in a folder of the test's own. */
export function tempProject(files: Record<string, string> = {}): Promise<TempFolder> {
  return tempFolder(files, { within: 'work/project' })
}

/** A template of OpenAI's that says a text and asks `{{question}}`. */
export function openaiTemplate(text = 'Answer briefly.'): string {
  return `provider: openai
model: gpt-5.4-mini
messages:
  - role: system
    content: ${JSON.stringify(text)}
  - role: user
    content: "{{question}}"
`
}

/** A template of Anthropic's that says a text and asks `{{question}}`. */
export function anthropicTemplate(text = 'Answer briefly.'): string {
  return `provider: anthropic
model: claude-haiku-4-5
parameters: { max_tokens: 100 }
messages:
  - role: system
    content: ${JSON.stringify(text)}
  - role: user
    content: "<question>{{question}}</question>"
`
}

/** A prompt's two files. */
export function promptFiles(name: string, text?: string): Record<string, string> {
  return {
    [`prompts/${name}/prod.yaml`]: openaiTemplate(text),
    [`prompts/${name}/fallback.yaml`]: anthropicTemplate(text),
  }
}
