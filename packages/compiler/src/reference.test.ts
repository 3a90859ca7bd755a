import fc from 'fast-check'
import mustache from 'mustache'
import { expect, test } from 'vitest'
import type { PartialFile } from './compile-project.ts'
import { expandPartials } from './mustache/expand-partials.ts'
import { interpret } from './testing/interpret.ts'
import { loadPrompt } from './testing/load-prompt.ts'

const names = ['a', 'b', 'c-d', 'constructor', '__proto__', 'length', 'toString', 'é']
const plainNames = ['a', 'b', 'c-d']

/** Random mustache: nested sections, comments, partials, and much white space around tags. */
function templates(name: fc.Arbitrary<string>, partials: readonly string[]): fc.Arbitrary<string> {
  const space = fc.constantFrom('', '', ' ', '\t', '\n', '\r\n', '\n\n', '  ')
  const words = fc.constantFrom('x', 'Hello', '"', '\\', '`', '$&', '}}', '*/', '\u2028', '{ ')
  return fc.letrec<{ node: string; nodes: string }>((tie) => ({
    nodes: fc
      .array(fc.tuple(space, tie('node'), space), { maxLength: 4 })
      .map((parts) => parts.flat().join('')),
    node: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'template' },
      words,
      name.map((n) => `{{${n}}}`),
      name.map((n) => `{{ ${n} }}`),
      fc.constant('{{! a\ncomment }}'),
      ...partials.map((partial) => fc.constant(`{{> ${partial}}}`)),
      fc.tuple(name, tie('nodes')).map(([n, inner]) => `{{#${n}}}${inner}{{/${n}}}`),
      fc.tuple(name, tie('nodes')).map(([n, inner]) => `{{^${n}}}${inner}{{/${n}}}`),
    ),
  })).nodes
}

/** Random data, whose keys are the templates' names. */
function data(keys: readonly string[], leaves: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const { object } = fc.letrec<{ object: object; value: unknown }>((tie) => ({
    object: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
    value: fc.oneof({ maxDepth: 3 }, leaves, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  }))
  return object
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it must come out as it is
const hostile = fc.constantFrom('{{a}}', '$&', '${a}', '`', '', ' ', '\u2028', '\ud800', '"', '\\')

/** Compiles many templates at once, as the messages of one prompt: importing a module is what takes time. */
async function renderAll(
  contents: readonly string[],
  partials: readonly PartialFile[],
): Promise<(sample: object) => unknown[]> {
  const messages = contents.map((content) => ({ role: 'user', content }))
  const yaml = JSON.stringify({ provider: 'openai', model: 'm', messages })
  const prompt = await loadPrompt({ prod: yaml }, { missing: 'empty', partials })
  return (sample) =>
    (prompt.chain[0]?.request(sample).messages ?? []).map((message) => Object(message).content)
}

/**
 * Puts a letter between tags that have nothing but blanks between them: mustache.js lets two tags on a line stand
 * alone together, the specification does not. And no U+2028, which is a blank to it.
 */
function separateTags(template: string): string {
  return template
    .replaceAll('\u2028', 'y')
    .replaceAll(' a\ncomment ', ' comment ')
    .replace(/(?<=\}\})(?=[ \t]*\{\{[#^/!>])/g, 'x')
}

const many = { minLength: 20, maxLength: 20 }

test('generated code does what a plain interpreter does', async () => {
  const dotted = fc
    .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('.'))
  const name = fc.oneof(fc.constantFrom(...names), dotted, fc.constant('.'))
  const leaves = fc.oneof(hostile, fc.integer(), fc.boolean(), fc.constant(null), fc.double())
  await fc.assert(
    fc.asyncProperty(
      fc.array(templates(name, ['one', 'two']), many),
      templates(name, ['two']),
      templates(name, []),
      fc.array(data(names, leaves), many),
      async (contents, one, two, samples) => {
        const partials = [
          { name: 'one', file: 'one', text: one },
          { name: 'two', file: 'two', text: two },
        ]
        const render = await renderAll(contents, partials)
        const byName = new Map(partials.map((partial) => [partial.name, partial]))
        const trees = contents.map((content) => expandPartials(content, byName))
        for (const sample of samples) {
          expect(render(sample)).toEqual(
            trees.map(({ nodes, recursions }) => interpret(nodes, recursions, [sample])),
          )
        }
      },
    ),
    { numRuns: 15 },
  )
}, 30_000)

test('white space and nesting are as mustache.js has them', async () => {
  // No null: mustache.js cannot have it in a list. No partials: it indents them beside other text too.
  const leaves = fc.oneof(hostile, fc.integer(), fc.boolean())
  const name = fc.constantFrom(...plainNames)
  const asJson = (value: unknown): string =>
    typeof value === 'object' ? JSON.stringify(value) : String(value)
  await fc.assert(
    fc.asyncProperty(
      fc.array(templates(name, []), many),
      fc.array(data(plainNames, leaves), many),
      async (drawn, samples) => {
        const contents = drawn.map(separateTags)
        const render = await renderAll(contents, [])
        for (const sample of samples) {
          const rendered = render(sample)
          for (const [i, content] of contents.entries()) {
            const expected = mustache.render(content, sample, {}, { escape: asJson })
            expect({ content, sample, text: rendered[i] }).toEqual({ content, sample, text: expected })
          }
        }
      },
    ),
    { numRuns: 15 },
  )
}, 30_000)
