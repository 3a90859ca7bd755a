import { inspectProject, type Json, type JsonObject } from '@understudy/compiler'
import fc from 'fast-check'
import nunjucks from 'nunjucks'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type TemplateSyntax, toMustache } from './to-mustache.ts'

/** What the compiled template sends. */
async function render(content: string, variables: JsonObject): Promise<string> {
  const text = JSON.stringify({ provider: 'openai', model: 'm', messages: [{ role: 'user', content }] })
  const file = { prompt: 'p', environment: 'prod', file: 'p/prod.yaml', text }
  const { prompts, errors } = await inspectProject([file], { environments: ['prod'], variables })
  if (errors[0]) throw errors[0]
  const [candidate] = prompts[0]?.candidates ?? []
  expect(candidate?.problem).toBeUndefined()
  return z.object({ messages: z.tuple([z.object({ content: z.string() })]) }).parse(candidate?.request)
    .messages[0].content
}

function converted(text: string, syntax: TemplateSyntax): string {
  const [template] = toMustache([text], syntax).texts
  return template ?? ''
}

const values = {
  name: 'Ann',
  user: { city: 'Rome' },
  items: [{ id: 1 }, { id: 2 }],
  tags: ['a', 'b'],
  on: true,
}

describe.each<[TemplateSyntax, string, string]>([
  ['f-string', 'Hello {name}!', 'Hello Ann!'],
  ['f-string', '{{"a": "{name}"}}', '{"a": "Ann"}'],
  ['f-string', '{{{name}}}', '{Ann}'],
  ['f-string', '{{{{name}}}}', '{{name}}'],
  ['none', 'as {it} {{is}} {{{here}}} {{#too}}', 'as {it} {{is}} {{{here}}} {{#too}}'],
  ['jinja2', 'Hello {{ name }} of {{user.city}}\n', 'Hello Ann of Rome'],
  ['jinja2', '{% for i in items %}<{{ i.id }}>{% endfor %}', '<1><2>'],
  ['jinja2', '{%- for t in tags -%}\n {{ t }} \n{%- endfor -%}  .', 'ab.'],
  ['jinja2', 'a\n{% if on %}\nb\n{% else %}\nc\n{% endif %}\nd', 'a\n\nb\n\nd'],
  ['jinja2', '{% if not on %}b{% else %}c{% endif %}{# no #}', 'c'],
  ['jinja2', '{{ "{" }}'.replace('"{"', 'name'), 'Ann'],
  ['jinja2', '{ {{ name }} }', '{ Ann }'],
  ['nunjucks', 'x{\n{{ name }}\n', 'x{\nAnn\n'],
])('%s: %j', (syntax, text, expected) => {
  test('renders as it would there', async () => {
    expect(await render(converted(text, syntax), values)).toBe(expected)
  })
})

test.each<[TemplateSyntax, string, string, number]>([
  ['f-string', 'a\nb {x:.2f}', '{x:.2f}', 2],
  ['f-string', '{a[0]}', '{a[0]}', 1],
  ['f-string', '{}', '{}', 1],
  ['f-string', 'a } b', '}', 1],
  ['jinja2', '\n\n{{ name | upper }}', '{{ name | upper }}', 3],
  ['jinja2', '{% set x = 1 %}', '{% set x = 1 %}', 1],
  ['jinja2', '{% if a == 1 %}{% endif %}', '{% if a == 1 %}', 1],
  ['jinja2', '{% if a %}', '{% if a %}', 1],
  ['jinja2', '{% endfor %}', '{% endfor %}', 1],
  ['jinja2', '{% for i in items %}\n{{ name }}{% endfor %}', '{{ name }}', 2],
  ['jinja2', '{{ loop.index }}', '{{ loop.index }}', 1],
  ['jinja2', '{% if a %}{% for i in a %}{{ i }}{% endfor %}{% endif %}', 'a', 1],
  ['jinja2', '{% if u %}{{ u.name }}{% endif %}', 'u', 1],
])('%s: %j is refused at its place', (syntax, text, construct, line) => {
  expect(() => toMustache([text], syntax)).toThrow(
    expect.objectContaining({ name: 'SyntaxProblem', construct, line }),
  )
})

test('tells by a schema what mustache cannot tell', () => {
  const { inputs } = toMustache(
    ['{% if on %}{{ name }}{% endif %}', '{% for i in items %}{{ i.id }}{% endfor %}'],
    'jinja2',
  )
  expect(inputs).toEqual({
    type: 'object',
    properties: {
      items: { type: 'array', items: { type: 'object', properties: { id: {} }, required: ['id'] } },
      name: {},
      on: { type: ['string', 'number', 'boolean', 'null'] },
    },
    required: ['items', 'name', 'on'],
  })
  expect(toMustache(['{{ name }} {{ user.city }}'], 'jinja2').inputs).toBeUndefined()
})

/** Random templates in one syntax, as text. */
function templates(tags: {
  variable: (name: string) => string
  test: (name: string, yes: string, no: string) => string
  each: (name: string, item: string) => string
}): fc.Arbitrary<string> {
  const text = fc
    .stringMatching(/^[ \t\na-z{}<>#$%"'`]{0,6}$/)
    .filter((part) => !/\{[{%#]|[%#}]\}|^[{%#}]|[{%#}]$/.test(part))
  const { node } = fc.letrec<{ node: string; list: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.constantFrom('name', 'user.city').map(tags.variable),
      fc
        .tuple(fc.constantFrom('on', 'off', 'empty'), tie('list'), tie('list'))
        .map(([name, yes, no]) => tags.test(name, yes, no)),
      text.map((inner) => tags.each('items', inner)),
    ),
    list: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  }))
  return fc.array(node, { maxLength: 6 }).map((nodes) => nodes.join(''))
}

const data = fc.record({
  name: fc.string({ unit: fc.constantFrom('a', '{', '}', '$', '&', '<', '"', '\n') }),
  user: fc.record({ city: fc.string() }),
  items: fc.array(fc.record({ id: fc.integer() }), { maxLength: 3 }),
  on: fc.constantFrom<Json>(true, 'yes', 1),
  off: fc.constantFrom<Json>(false, '', 0, null),
  empty: fc.constant(''),
})

test('renders random templates as nunjucks does', async () => {
  const environment = new nunjucks.Environment([], { autoescape: false })
  const jinja = templates({
    variable: (name) => `{{ ${name} }}`,
    test: (name, yes, no) => `{% if ${name} %}${yes}{% else %}${no}{% endif %}`,
    each: (name, inner) => `{% for i in ${name} %}${inner}{{ i.id }}{% endfor %}`,
  })
  await fc.assert(
    fc.asyncProperty(jinja, data, async (text, given) => {
      expect(await render(converted(text, 'nunjucks'), given)).toBe(environment.renderString(text, given))
    }),
  )
})
