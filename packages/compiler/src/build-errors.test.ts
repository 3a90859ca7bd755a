import { expect, test } from 'vitest'
import { type CompiledProject, type CompileOptions, compileProject } from './compile-project.ts'

function compile(
  files: { [path: string]: string },
  options: CompileOptions = { environments: ['prod'] },
): CompiledProject {
  return compileProject(
    Object.entries(files).map(([path, text]) => {
      const [, prompt = '', environment = ''] = /^(.*)\/(.*)$/.exec(path) ?? []
      return { prompt, environment, file: `prompts/${path}.yaml`, text }
    }),
    options,
  )
}

const good = 'provider: openai\nmodel: m\nmessages: [{ role: user, content: x }]\n'
const head = 'provider: openai\nmodel: m\nmessages:\n  - role: user\n    content: '

test.each([
  [
    'malformed YAML',
    'provider: openai\nmodel: [x\nmessages:\n',
    'yaml_syntax',
    3,
    1,
    /indentation, quotes and brackets/,
  ],
  ['tabs', 'provider: openai\nmessages:\n\t- role: user\n', 'yaml_syntax', 3, 1, /tab characters/],
  ['a key twice', `${good}model: n\n`, 'yaml_syntax', 4, 1, /duplicate/],
  ['empty', ' \n', 'invalid_template', 1, 1, /is empty/],
  ['a list', '- a\n', 'invalid_template', 1, 1, /a mapping with/],
  [
    'an unknown key',
    good.replace('model', 'modle'),
    'unknown_key',
    2,
    1,
    /`modle`[\s\S]*Did you mean `model`\?/,
  ],
  ['an unknown key, nothing near', `${good}colour: red\n`, 'unknown_key', 4, 1, /Its keys are `provider`/],
  ["an unknown message's key", `${head}x\n    name: y\n`, 'unknown_key', 6, 5, /message has no key `name`/],
  [
    'no model',
    'provider: openai\nmessages: [{ role: user, content: x }]\n',
    'missing_model',
    1,
    1,
    /Add `model:`/,
  ],
  [
    'no provider',
    'model: m\nmessages: [{ role: user, content: x }]\n',
    'invalid_template',
    1,
    1,
    /`provider` is missing/,
  ],
  ['no messages', 'provider: openai\nmodel: m\nmessages: []\n', 'invalid_template', 3, 1, /`messages`/],
  [
    'a wrong type',
    'provider: openai\nmodel: 5\nmessages: [history]\n',
    'invalid_template',
    2,
    1,
    /Write a string/,
  ],
  [
    'a wrong role',
    good.replace('user', 'usr'),
    'invalid_template',
    3,
    14,
    /Write one of `system`, `developer`/,
  ],
  [
    'a message without content',
    'provider: openai\nmodel: m\nmessages:\n  - role: user\n',
    'invalid_template',
    4,
    5,
    /`messages.0.content` is missing/,
  ],
  [
    'a string that is no message',
    'provider: openai\nmodel: m\nmessages:\n  - histroy\n',
    'invalid_template',
    4,
    5,
    /Write `- history`/,
  ],
  [
    'an api for an unknown provider',
    good.replace('openai', 'acme'),
    'missing_api',
    1,
    1,
    /`api: openai.chat`/,
  ],
  [
    'max_tokens for anthropic',
    good.replace('openai', 'anthropic'),
    'unsupported_by_api',
    1,
    1,
    /Add `max_tokens:`/,
  ],
  [
    'system text alone for anthropic',
    'provider: anthropic\nmodel: m\nparameters: { max_tokens: 1 }\nmessages: [{ role: system, content: x }]\n',
    'unsupported_by_api',
    4,
    1,
    /role: user/,
  ],
  [
    'a parameter that is the template’s',
    `${good}parameters:\n  stream: true\n`,
    'unsupported_by_api',
    5,
    3,
    /run or stream/,
  ],
  [
    'a section never closed',
    `${head}|\n      One\n\n      two {{#items}} three\n`,
    'template_syntax',
    8,
    11,
    /Close it with {{\/items}}/,
  ],
  ['a section never opened', `${head}"a {{/items}}"\n`, 'template_syntax', 5, 17, /never opened/],
  [
    'crossed sections',
    `${head}>-\n      {{#a}}\n      {{#b}}{{/a}}\n`,
    'template_syntax',
    7,
    13,
    /Write {{\/b}} here first/,
  ],
  ['a tag never closed', `${head}'it''s {{name'\n`, 'template_syntax', 5, 21, /never closed/],
  ['an empty tag', `${head}a {{ }}\n`, 'template_syntax', 5, 16, /is empty/],
  [
    'Handlebars',
    `${head}"\\u00e9 \\" {{#if x}}{{/if}}"\n`,
    'template_syntax',
    5,
    25,
    /looks like Handlebars/,
  ],
  ['a filter', `${head}"{{ x | upper }}"\n`, 'template_syntax', 5, 15, /looks like a filter/],
  ['half a dotted name', `${head}"{{a.}}"\n`, 'template_syntax', 5, 15, /dotted names/],
  ['one delimiter', `${head}"{{=<%=}}"\n`, 'template_syntax', 5, 15, /does not set two delimiters/],
])('%s', (_, text, code, line, column, message) => {
  const { errors, files } = compile({ 'rag-qa/prod': text })
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({
    name: 'BuildError',
    code,
    prompt: 'rag-qa',
    environment: 'prod',
    line,
    column,
  })
  expect(errors[0]?.message).toMatch(message)
  expect(errors[0]?.message).toMatch(
    new RegExp(`^prompts/rag-qa/prod.yaml:${line}:${column}: rag-qa \\(prod\\): `),
  )
  expect(files.size).toBe(0)
})

test.each([
  [
    'a partial that does not exist',
    '{{> foter}}',
    { footer: 'x' },
    'prompts/a/prod.yaml',
    5,
    /no partial foter[\s\S]*Did you mean {{> footer}}/,
  ],
  ['a name that is no partial’s', '{{> ../x}}', {}, 'prompts/a/prod.yaml', 5, /does not name a partial/],
  [
    'a broken partial',
    '{{> footer}}',
    { footer: 'one\n{{#x}}' },
    '_partials/footer.mustache',
    2,
    /never closed/,
  ],
  [
    'a broken partial in a partial',
    '{{> a}}',
    { a: '{{> b}}', b: '{{' },
    '_partials/b.mustache',
    1,
    /never closed/,
  ],
  [
    'a partial without end',
    '{{> a}}',
    { a: 'x\n {{> b}}', b: '{{^y}}{{> a}}{{/y}}' },
    '_partials/b.mustache',
    1,
    /without end/,
  ],
  [
    'a partial that moves right',
    '{{> a}}',
    { a: '{{#x}}\n  {{> a}}\n{{/x}}' },
    '_partials/a.mustache',
    2,
    /beginning of the line/,
  ],
])('%s', (_, content, partials, file, line, message) => {
  const { errors } = compile(
    { 'a/prod': `${head}${JSON.stringify(content)}\n` },
    {
      environments: ['prod'],
      partials: Object.entries(partials).map(([name, text]) => ({
        name,
        file: `_partials/${name}.mustache`,
        text,
      })),
    },
  )
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({ code: 'template_syntax', prompt: 'a', environment: 'prod', file, line })
  expect(errors[0]?.message).toMatch(message)
})

test('the whole report', () => {
  const { errors } = compile({
    'rag-qa/prod': `${head}|\n      Passages:\n      {{#passages}}\n      {{text}}\n`,
  })
  expect(errors[0]?.message).toMatchInlineSnapshot(`
    "prompts/rag-qa/prod.yaml:7:7: rag-qa (prod): the section {{#passages}} is never closed
      5 |     content: |
      6 |       Passages:
    > 7 |       {{#passages}}
        |       ^
      8 |       {{text}}
      9 |
      → Close it with {{/passages}}."
  `)
})

test('every broken file is reported, and no file is generated', () => {
  const { errors, files } = compile({ 'a/prod': 'x', 'b/prod': good, 'c/prod': `${head}{{` })
  expect(errors.map((error) => error.file)).toEqual(['prompts/a/prod.yaml', 'prompts/c/prod.yaml'])
  expect(files.size).toBe(0)
})

test('two prompts with one identifier, also when they differ in case alone', () => {
  for (const [one, two] of [
    ['a-b', 'aB'],
    ['rag', 'RAG'],
    ['x_y', 'x-y'],
    ['support/rag', 'support-rag'],
    ['support/rag', 'Support/rag'],
    ['caf\u00e9', 'cafe\u0301'],
  ]) {
    const { errors } = compile({ [`${one}/prod`]: good, [`${two}/prod`]: good })
    expect(errors.map((error) => error.code)).toEqual(['duplicate_identifier'])
    expect(errors[0]?.message).toContain(`prompts/${one}/prod.yaml`)
    expect(errors[0]?.message).toContain(`prompts/${two}/prod.yaml`)
    expect(errors[0]?.message).toContain('Rename one of them.')
  }
})

test.each([
  ...['../../x', '..', '.hidden', 'index', 'a b', '🙂', '', 'x.d', 'a\0', 'CON', 'nul.txt', 'x.'],
  ...['/a', 'a/', 'a//b', 'a/../b', 'a/.hidden', '_a/b', 'a\\b', 'a/index', 'com1/a', 'manifest.json/a'],
])('the name %j cannot be used', (name) => {
  const { errors } = compileProject([{ prompt: name, environment: 'prod', file: 'f.yaml', text: good }], {
    environments: ['prod'],
  })
  expect(errors.map((error) => error.code)).toEqual(['prompt_name'])
})

test.each([
  ['__proto__', undefined],
  ['constructor', 'constructor'],
  ['delete', 'deletePrompt'],
  ['2fa', '_2fa'],
  ['größe-änderung', 'größeÄnderung'],
  ['v1.2', 'v12'],
  ['support/rag-qa', 'supportRagQa'],
  ['a/2/constructor', 'a2Constructor'],
])('the name %j becomes %s', (name, identifier) => {
  const { errors, files } = compileProject(
    [{ prompt: name, environment: 'prod', file: 'f.yaml', text: good }],
    { environments: ['prod'] },
  )
  if (identifier === undefined) expect(errors.map((error) => error.code)).toEqual(['prompt_name'])
  else expect(files.get(`${name}.js`)).toContain(`export const ${identifier} = {`)
})

test('a primary must exist; without a fallback there is a warning, an error when strict', () => {
  expect(
    compile({ 'a/prod': good }, {}).warnings.map((w) => `${w.code} ${w.message}`),
  ).toMatchInlineSnapshot(`
    [
      "missing_fallback prompts/a: a: the prompt has no fallback: when its provider is down, its calls fail
      → Add fallback.yaml.",
    ]
  `)
  expect(compile({ 'a/prod': good }, { strict: true }).errors.map((e) => e.code)).toEqual([
    'missing_fallback',
  ])
  expect(compile({ 'a/prod': good }, { environments: ['prod'] }).warnings).toEqual([])
  expect(
    compile({ 'a/prd': good, 'a/fallback': good }, {}).errors.map((e) => e.message),
  ).toMatchInlineSnapshot(`
    [
      "prompts/a: a (prod): there is no version for the environment \`prod\`
      → Add prod.yaml, or rename prd.yaml. The prompt has \`prd\`, \`fallback\`.",
    ]
  `)
})

test('a chain of a single prompt names environments that must all exist', () => {
  const chains = { a: ['prod', 'fallback', 'last'] }
  expect(
    compile({ 'a/prod': good, 'a/fallback': good }, { chains }).errors.map((e) => e.environment),
  ).toEqual(['last'])
  const { files } = compile(
    { 'a/prod': good, 'a/fallback': good, 'a/last': good, 'a/staging': 'broken' },
    { chains },
  )
  expect(files.get('a.js')).toContain('chain: [$prod, $fallback, $last]')
  expect(compile({ 'a/prod': good }, { chains: { b: ['prod'] } }).errors.map((e) => e.code)).toEqual([
    'config',
  ])
})

test('environments that become one type name', () => {
  const environments = ['prod', 'fall-back', 'fallBack']
  const { errors } = compile({ 'a/prod': good, 'a/fall-back': good, 'a/fallBack': good }, { environments })
  expect(errors.map((error) => error.code)).toEqual(['duplicate_identifier'])
})
