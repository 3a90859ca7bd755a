import type { Tag } from './scan-tags.ts'
import type { Path } from './syntax-tree.ts'
import { TemplateSyntaxError } from './template-syntax-error.ts'

/** Reads the name in a tag: `a.b`, or `.` for the current item. */
export function parseName(tag: Tag): Path {
  const { content, offset, source } = tag
  if (content === '') {
    throw new TemplateSyntaxError(
      `the tag ${source} is empty`,
      offset,
      'Name a variable in it, or remove it.',
    )
  }
  if (content === '.') return []
  const path = content.split('.')
  if (path.includes('')) {
    throw new TemplateSyntaxError(
      `${source} has an empty part in its name`,
      offset,
      'Write dotted names like {{user.name}}, or {{.}} for the current item.',
    )
  }
  if (/[\s"'`()|,:;]/.test(content)) {
    throw new TemplateSyntaxError(`${source} is not a variable's name`, offset, foreignSyntaxHint(content))
  }
  return path
}

/** Reads the name of a partial: the name of a file without its ending. */
export function parsePartialName({ content, offset, source }: Tag): string {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}._-]*$/u.test(content)) return content
  throw new TemplateSyntaxError(
    `${source} does not name a partial`,
    offset,
    'Name a file of the folder _partials without its ending: {{> footer}} for footer.mustache.',
  )
}

function foreignSyntaxHint(content: string): string {
  if (/^(if|each|unless|with|else)\b/.test(content)) {
    return 'This looks like Handlebars. In mustache a condition or a loop is a section: {{#name}}…{{/name}}.'
  }
  if (content.includes('|')) return 'This looks like a filter. Mustache has none: prepare the value in code.'
  return 'To write literal braces, change the delimiters: {{=<% %>=}}.'
}
