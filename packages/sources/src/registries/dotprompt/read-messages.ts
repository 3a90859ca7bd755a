import type { MessageInput } from '@understudy/compiler'
import { type HandlebarsOptions, handlebarsParts, parseHandlebars } from '../../syntax/handlebars.ts'
import type { HandlebarsStatement } from '../../syntax/handlebars-ast.ts'
import { printMustache } from '../../syntax/mustache-part.ts'
import { SyntaxProblem } from '../../syntax/syntax-problem.ts'

const ROLES: ReadonlyMap<unknown, MessageInput['role']> = new Map<unknown, MessageInput['role']>([
  ['system', 'system'],
  ['user', 'user'],
  ['model', 'assistant'],
])

/** A message, while its statements are gathered. */
interface Gathered {
  role: MessageInput['role']
  statements: HandlebarsStatement[]
  media: NonNullable<MessageInput['media']>[number][]
}

/**
 * The messages of a dotprompt template, in order: `{{role "system"}}`, `{{history}}` and `{{media url=photo}}` stand
 * between their texts, and never in a block.
 *
 * @throws {SyntaxProblem} for what has no like in mustache, and for roles that templates do not have.
 */
export function readMessages(options: HandlebarsOptions): ('history' | MessageInput)[] {
  const { text } = options
  const gathered: ('history' | Gathered)[] = []
  let current: Gathered = begin(gathered, 'user')
  for (const statement of parseHandlebars(text)) {
    const helper = helperOf(statement)
    if (helper === 'history') {
      gathered.push('history')
      current = begin(gathered, 'assistant')
    } else if (helper === 'role') current = begin(gathered, roleOf(statement, text))
    else if (helper === 'media') current.media.push({ name: slotOf(statement, text), type: 'image' })
    else if (current.media.length === 0 || isBlank(statement)) current.statements.push(statement)
    else throw problem(statement, text, 'text behind the media of a message')
  }
  return gathered.flatMap((message): ('history' | MessageInput)[] => {
    if (message === 'history') return [message]
    const { role, statements, media } = message
    const content = printMustache(handlebarsParts(statements, options))
    if (content.trim() === '' && media.length === 0) return []
    return [{ role, content, ...(media.length > 0 && { media }) }]
  })
}

function begin(gathered: ('history' | Gathered)[], role: MessageInput['role']): Gathered {
  const message: Gathered = { role, statements: [], media: [] }
  gathered.push(message)
  return message
}

function helperOf(statement: HandlebarsStatement): string | undefined {
  return statement.type === 'MustacheStatement' && 'original' in statement.path
    ? String(statement.path.original)
    : undefined
}

function roleOf(statement: HandlebarsStatement, text: string): MessageInput['role'] {
  const [name] = 'params' in statement ? statement.params : []
  const role = ROLES.get(name && 'value' in name ? name.value : undefined)
  if (role) return role
  throw problem(statement, text, 'a role that templates do not have')
}

function slotOf(statement: HandlebarsStatement, text: string): string {
  const pairs = 'hash' in statement ? (statement.hash?.pairs ?? []) : []
  const [url] = pairs
  if (pairs.length === 1 && url?.key === 'url' && url.value.type === 'PathExpression') {
    const { original } = url.value
    if (/^[\w-]+$/.test(original)) return original
  }
  throw problem(statement, text, 'media whose URL is not one variable')
}

function isBlank(statement: HandlebarsStatement): boolean {
  if (statement.type === 'CommentStatement') return true
  return statement.type === 'ContentStatement' && statement.value.trim() === ''
}

function problem({ loc }: HandlebarsStatement, text: string, reason: string): SyntaxProblem {
  const lines = text.split('\n').slice(0, loc.start.line)
  const at = lines.slice(0, -1).reduce((length, line) => length + line.length + 1, 0) + loc.start.column
  return new SyntaxProblem(text, at, text.slice(at).split('}}')[0]?.concat('}}') ?? '', reason)
}
