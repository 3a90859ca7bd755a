import { createRequire } from 'node:module'
import type { Secret } from './secret.ts'

/** As much of a rule of secretlint's as is needed to run it. */
interface Rule {
  meta: { id: string; type: string }
  create(context: RuleContext, options: object): { file?(source: Source): unknown }
}

interface RuleContext {
  createTranslator(): (id: string) => { message: string; messageId: string }
  report(found: { range: readonly [number, number] }): void
  ignore(): void
}

interface Source {
  content: string
  filePath: string
  ext: string
  contentType: 'text'
}

const require: NodeJS.Require = createRequire(import.meta.url)

/**
 * Finds keys by the rules that the secretlint project keeps (https://github.com/secretlint/secretlint).
 *
 * Secretlint's own engine is asynchronous; its rules for text are not, and need no engine. They are loaded when they are
 * needed first, since most projects never have anything that comes near a key.
 */
export function runKeptRules(text: string): Secret[] {
  const { rules }: { rules: readonly Rule[] } = require('@secretlint/secretlint-rule-preset-recommend')
  const secrets: Secret[] = []
  const source: Source = { content: text, filePath: 'template.yaml', ext: '.yaml', contentType: 'text' }
  for (const { meta, create } of rules) {
    // Its comments that permit things are another tool's.
    if (meta.type !== 'scanner' || meta.id.endsWith('filter-comments')) continue
    const kind = meta.id.replace(/^@secretlint\/secretlint-rule-/, '')
    const context: RuleContext = {
      createTranslator: () => (messageId) => ({ message: '', messageId }),
      report: ({ range: [start, end] }) => void secrets.push({ kind, start, end }),
      ignore() {},
    }
    create(context, {}).file?.(source)
  }
  return secrets
}
