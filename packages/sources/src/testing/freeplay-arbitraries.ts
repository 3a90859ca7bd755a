import fc from 'fast-check'
import { anyText as anyCharacters } from './any-text.ts'
import { type AccountTemplate, accountTemplate } from './freeplay-account.ts'
import type { SdkInputs, SdkMedia } from './freeplay-sdk.ts'

/** A template and what it is rendered with. */
export interface FreeplayCase {
  template: AccountTemplate
  inputs: SdkInputs
}

/** Texts that would break out of code, of JSON, or of the template, if anything could. */
const hostile = fc.constantFrom(
  '{{text}}',
  '{{#list}}',
  "$& $1 $$ $` $'",
  '<<<dotprompt:role:system>>>',
  ['$', '{process.exit(1)}`'].join(''),
  '\\u0041 \\" \\n',
  '"}],',
  "'''",
  '\u2028\u2029\u0000\ufeff',
  '\ud800 lone',
  '</script>',
  'é日本👍',
  '',
)

const anyText = fc.oneof(anyCharacters(20), hostile)

/** Text between tags: whatever is no tag, with lines for tags to stand alone on. */
const plain = fc
  .array(fc.oneof(anyText, fc.constantFrom('\n', '\r\n', '  ', '\t', ' } ', '\n\n')), { maxLength: 3 })
  .map((parts) => parts.join('').replaceAll('{', '( '))

const scalar = fc.oneof(
  anyText,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
)

const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c d', '"', 'é'), scalar, {
  maxKeys: 3,
  noNullPrototype: true,
})

const variables = fc.record(
  {
    text: anyText,
    other: anyText,
    number: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
    flag: fc.boolean(),
    object: fields.map((more) => ({ ...more, field: 'F' })),
    list: fc.array(
      fc.record({ title: anyText, count: fc.integer(), tags: fc.array(anyText, { maxLength: 2 }) }),
      { maxLength: 3 },
    ),
    strings: fc.array(anyText, { maxLength: 3 }),
    mixed: fc.array(fc.oneof(scalar, fields), { maxLength: 3 }),
  },
  { noNullPrototype: true },
)

const tag = fc.constantFrom(
  ...['text', 'other', 'number', 'flag', 'object', 'list', 'strings', 'mixed'].map((name) => `{{${name}}}`),
  '{{ text }}',
  '{{{text}}}',
  '{{&number}}',
  '{{object.field}}',
  '{{! a note\n over lines }}',
  '{{=<% %>=}}<% text %><%={{ }}=%>',
)

const inItem = fc.constantFrom(
  '{{title}}',
  '{{count}}',
  '{{text}}',
  '{{#tags}}<{{.}}>{{/tags}}',
  '{{^tags}}-{{/tags}}',
)

/** A list of parts, with plain text between them. */
const around = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      plain,
      fc.array(
        fc.tuple(part, plain).map((pair) => pair.join('')),
        { maxLength: 4 },
      ),
    )
    .map(([head, rest]) => head + rest.join(''))

const section = fc.oneof(
  around(inItem).map((inner) => `{{#list}}${inner}{{/list}}`),
  around(tag).map((inner) => `{{^list}}${inner}{{/list}}`),
  around(fc.constant('{{.}}')).map((inner) => `{{#strings}}${inner}{{/strings}}`),
  around(tag).map((inner) => `{{#flag}}${inner}{{/flag}}{{^flag}}${inner}{{/flag}}`),
  around(fc.constant('{{field}}')).map((inner) => `{{#object}}${inner}{{/object}}`),
  around(tag).map((inner) => `{{#number}}${inner}{{/number}}{{^text}}${inner}{{/text}}`),
)

const content = around(fc.oneof(tag, section)).filter(isPlainlyLaidOut)

/**
 * Whether all agree on which tags stand alone on their line: the SDK's engine also takes lines with several tags, and
 * any white space around them.
 */
function isPlainlyLaidOut(content: string): boolean {
  const lines = content.replace(/\{\{[#^/!=][\s\S]*?\}\}|<%=.*?=%>/g, '\ufffc').split('\n')
  return lines.every((line, i) => {
    const isBlank = line.includes('\ufffc') && /^[\s\ufffc]*$/.test(line)
    const isLast = i === lines.length - 1
    return !isBlank || (isLast ? /^[ \t]*\ufffc[ \t]*$/ : /^[ \t]*\ufffc[ \t]*\r?$/).test(line)
  })
}

const base64 = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('base64'))

/** A value for a slot, with the media types that providers take. */
function mediaFor(type: string): fc.Arbitrary<SdkMedia[string]> {
  const types = { image: ['image/png', 'image/jpeg'], audio: ['audio/mpeg', 'audio/wav'] }[type] ?? [
    'application/pdf',
  ]
  const data = fc.record({
    type: fc.constant('base64' as const),
    data: base64,
    content_type: fc.constantFrom(...types),
  })
  if (type !== 'image') return data
  return fc.oneof(
    data,
    fc.record({
      type: fc.constant('url' as const),
      url: fc.constantFrom('https://example.com/a.png?x={{text}}', 'https://example.com/%22'),
    }),
  )
}

const slots = (types: readonly string[]): fc.Arbitrary<{ placeholder_name: string; type: string }[]> =>
  fc.uniqueArray(
    fc.record({
      placeholder_name: fc.constantFrom('photo', 'clip', 'my file'),
      type: fc.constantFrom(...types),
    }),
    { maxLength: 2, selector: (slot) => slot.placeholder_name },
  )

const turns = fc.array(
  fc.record({ role: fc.constantFrom('user', 'assistant'), content: anyText }, { noNullPrototype: true }),
  { maxLength: 3 },
)

const toolSchema = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom('find', 'call_back', 'Sum-2'),
      description: anyText,
      parameters: fc.constant({
        type: 'object',
        properties: { q: { type: 'string', description: '"{{text}}"' } },
      }),
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
)

const common = { temperature: fc.double({ min: 0, max: 2, noNaN: true }), top_p: fc.constantFrom(0, 0.5, 1) }

/** The two formats that SDK and product are compared in. */
const formats = [
  {
    metadata: { provider: 'openai', flavor: 'openai_chat', model: 'gpt-5.4-mini' },
    params: fc.record(
      { ...common, max_tokens: fc.nat(), seed: fc.integer(), stop: fc.array(anyText), service_tier: anyText },
      { requiredKeys: [], noNullPrototype: true },
    ),
    systems: 2,
    media: ['image', 'audio', 'file'],
  },
  {
    metadata: { provider: 'anthropic', flavor: 'anthropic_chat', model: 'claude-haiku-4-5' },
    params: fc.record(
      { ...common, max_tokens: fc.nat(), top_k: fc.nat(), stop_sequences: fc.array(anyText) },
      { requiredKeys: ['max_tokens'], noNullPrototype: true },
    ),
    systems: 1,
    media: ['image', 'file'],
  },
]

/** Templates of both formats with all that a template can have, and inputs for all of it. */
export const freeplayCase: fc.Arbitrary<FreeplayCase> = fc.constantFrom(...formats).chain((format) =>
  fc
    .record({
      params: format.params,
      systems: fc.array(content, { maxLength: format.systems }),
      before: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content }), { maxLength: 1 }),
      history: fc.option(turns, { nil: undefined }),
      last: content,
      slots: slots(format.media),
      tools: fc.option(toolSchema, { nil: undefined }),
      variables,
    })
    .chain(({ params, systems, before, history, last, slots, tools, variables }) =>
      fc.tuple(...slots.map(({ type }) => mediaFor(type))).map((media): FreeplayCase => {
        const messages = [
          ...systems.map((content) => ({ role: 'system', content })),
          ...(history ? [{ kind: 'history' }] : []),
          ...before,
          { role: 'user', content: last, ...(slots.length > 0 && { media_slots: slots }) },
        ]
        const values = slots.map(({ placeholder_name: name }, i) => [name, media[i]])
        return {
          template: accountTemplate('sample', {
            metadata: { ...format.metadata, params, provider_info: {} },
            content: messages,
            ...(tools && { tool_schema: tools }),
          }),
          inputs: { variables, history, media: Object.fromEntries(values) },
        }
      }),
    ),
)
