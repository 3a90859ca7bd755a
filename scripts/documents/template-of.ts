import type { TemplateFile } from '../../packages/compiler/src/index.ts'
import type { CodeBlock } from './code-blocks.ts'

/**
 * The template that a block of YAML is: the one that its first line names, `# prompts/rag-qa/prod.yaml`, or one of a
 * prompt of its own.
 */
export function templateOf({ file, line, text }: CodeBlock): TemplateFile {
  const [, prompt = 'unnamed', environment = 'prod'] = /^# prompts\/(.+)\/([^/]+)\.yaml\n/.exec(text) ?? []
  // As many lines as stand before it in the document, so that an error has the document's line.
  return { prompt, environment, file, text: '\n'.repeat(line - 1) + text }
}
