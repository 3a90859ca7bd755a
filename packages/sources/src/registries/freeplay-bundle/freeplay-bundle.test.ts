import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import Freeplay, { FilesystemTemplateResolver } from 'freeplay'
import { expect, test } from 'vitest'
import { createProject } from '../../project/project.ts'
import { accountTemplate } from '../../testing/freeplay-account.ts'
import { requestOf } from '../../testing/request-of.ts'
import { type TempProject, tempProject } from '../../testing/temp-project.ts'
import { type FreeplayBundleOptions, freeplayBundle } from './freeplay-bundle.ts'

const TOOLS = [{ name: 'find', description: 'Finds.', parameters: { type: 'object', properties: {} } }]

/** A template of each format. */
const formats = {
  'of-format-1': {
    content: JSON.stringify([
      { role: 'Human', content: 'You are a {{x}}.' },
      { role: 'Assistant', content: 'I am.' },
      { role: 'user', content: '{{question}}' },
    ]),
    metadata: { flavor_name: 'openai_chat', params: { model: 'gpt-3.5-turbo-1106', temperature: 0.5 } },
    name: 'of-format-1',
    prompt_template_id: 't1',
    prompt_template_version_id: 'v1',
  },
  'of-format-2': { ...accountTemplate('of-format-2'), format_version: 2, tool_schema: TOOLS },
  'of-format-3': accountTemplate('of-format-3', { tool_schema: TOOLS }),
}

/** A project with a bundle as `freeplay download` writes it: read-only files. */
async function bundled(files: Record<string, object>, folder = 'bundle'): Promise<TempProject> {
  const project = await tempProject()
  for (const [path, template] of Object.entries(files)) {
    const file = `${folder}/freeplay/prompts/${path}.json`
    await project.write({ [file]: `${JSON.stringify(template, null, 4)}\n` })
    await chmod(join(project.root, file), 0o444)
  }
  return project
}

const read = async ({ root }: TempProject, options?: FreeplayBundleOptions, path = 'bundle') =>
  (await freeplayBundle(path, options).read({ root, environments: ['prod', 'fallback'] })).templates

test.each(Object.entries(formats))(
  '%s gives the request of the SDK, with its tools',
  async (name, template) => {
    await using project = await bundled({ [`p1/prod/${name}`]: template })
    const resolver = new FilesystemTemplateResolver(join(project.root, 'bundle'))
    const sdk = new Freeplay({ freeplayApiKey: '', baseUrl: '', templateResolver: resolver })
    const variables = { x: 'judge', question: 'Why?' }
    const where = { projectId: 'p1', templateName: name, environment: 'prod' }
    const { llmPrompt, promptInfo, toolSchema } = await sdk.prompts.getFormatted({ ...where, variables })
    const [found] = await read(project)
    const { tools, ...body } = (await requestOf(found?.text ?? ''))(variables)
    expect(body).toEqual({ model: promptInfo.model, ...promptInfo.modelParameters, messages: llmPrompt })
    // The SDK loses the tools of a bundle.
    expect(toolSchema).toBeUndefined()
    expect(tools).toEqual('tool_schema' in template ? [{ type: 'function', function: TOOLS[0] }] : undefined)
  },
)

test('every environment of the one project, in order, and nothing else', async () => {
  await using project = await bundled({
    'p1/prod/b': accountTemplate('b'),
    'p1/prod/a': accountTemplate('a'),
    'p1/fallback/b': accountTemplate('b'),
    'p1/prod/.hidden': {},
    'p1/.git/x': {},
    'p1/prod/deeper/c': {},
  })
  await project.write({
    'bundle/freeplay/prompts/p1/prod/notes.txt': '',
    'bundle/freeplay/prompts/readme.json': '',
  })
  const templates = await read(project)
  expect(templates.map(({ prompt, environment, file }) => [prompt, environment, file])).toEqual([
    ['a', 'prod', 'bundle/freeplay/prompts/p1/prod/a.json'],
    ['b', 'fallback', 'bundle/freeplay/prompts/p1/fallback/b.json'],
    ['b', 'prod', 'bundle/freeplay/prompts/p1/prod/b.json'],
  ])
})

test('environments may have other names', async () => {
  await using project = await bundled({
    'p1/production/a': accountTemplate('a'),
    'p1/latest/a': accountTemplate('a'),
  })
  const templates = await read(project, { environments: { prod: 'production', fallback: 'nowhere' } })
  expect(templates.map(({ prompt, environment }) => [prompt, environment])).toEqual([['a', 'prod']])
})

test('a bundle may lie at the root, and be watched', async () => {
  await using project = await bundled({ 'p1/prod/a': accountTemplate('a') }, '.')
  expect((await read(project, {}, '.')).map(({ file }) => file)).toEqual(['freeplay/prompts/p1/prod/a.json'])
  expect(freeplayBundle('.').watch).toEqual(['freeplay/prompts'])
  expect(freeplayBundle('my/bundle/').watch).toEqual(['my/bundle/freeplay/prompts'])
})

test('names become those of prompts, and two that become one are an error', async () => {
  await using project = await bundled({ 'p1/prod/My Prompt': accountTemplate('My Prompt') })
  expect(await read(project)).toMatchObject([{ prompt: 'my-prompt', version: 'version-of-My Prompt' }])
  await project.write({ 'bundle/freeplay/prompts/p1/prod/my-prompt.json': '{}' })
  await expect(read(project)).rejects.toMatchObject({
    prompt: 'my-prompt',
    summary: expect.stringMatching(/My Prompt.json and .*my-prompt.json/),
  })
})

test('which of several projects must be said', async () => {
  await using project = await bundled({
    'p1/prod/a': accountTemplate('a'),
    'p2/prod/b': accountTemplate('b'),
  })
  expect((await read(project, { project: 'p2' })).map(({ prompt }) => prompt)).toEqual(['b'])
  await expect(read(project)).rejects.toMatchObject({
    code: 'source',
    summary: 'the bundle has 2 projects',
    hint: expect.stringContaining("{ project: 'p1' }"),
  })
  await expect(read(project, { project: 'p3' })).rejects.toThrow('the bundle has no project "p3"')
})

test('a bundle that is not there says how to get it', async () => {
  await using project = await tempProject()
  await expect(read(project)).rejects.toMatchObject({
    code: 'source',
    file: 'bundle/freeplay/prompts',
    hint: expect.stringContaining('freeplay download'),
  })
})

test.each([
  ['{', 'is no JSON'],
  ['[]', "Freeplay's template is not as expected"],
  [JSON.stringify(accountTemplate('a', { content: [{ kind: 'other' }] })), 'message 1 is a placeholder'],
])('%s is an error that names file, prompt and environment', async (text, summary) => {
  await using project = await tempProject({ 'bundle/freeplay/prompts/p1/prod/a.json': text })
  const [template] = await read(project)
  expect(() => template?.text).toThrow(
    expect.objectContaining({
      code: 'source',
      summary: expect.stringContaining(summary),
      file: 'bundle/freeplay/prompts/p1/prod/a.json',
      prompt: 'a',
      environment: 'prod',
    }),
  )
})

test('characters that YAML does not take as they are reach the request', async () => {
  const content = '\u007f\u0085\u009f\u2028\ufeff\ufffe\uffff\ud800 {"a": [1]}: # & * !\t'
  await using project = await bundled({
    'p1/prod/a': accountTemplate('a', { content: [{ role: 'user', content }] }),
  })
  const [template] = await read(project)
  // Half a character cannot be sent, nor written to a file.
  const wanted = content.toWellFormed()
  expect((await requestOf(template?.text ?? ''))({}).messages).toEqual([{ role: 'user', content: wanted }])
})

test('a project builds from a bundle, and again when a template is downloaded anew', async () => {
  await using project = await bundled({
    'p1/prod/a': accountTemplate('a'),
    'p1/prod/b': accountTemplate('b'),
  })
  const builder = createProject({
    root: project.root,
    config: { source: freeplayBundle('bundle'), environments: ['prod'] },
  })
  expect(await builder.generate()).toMatchObject({ prompts: ['a', 'b'], errors: [] })
  const file = 'bundle/freeplay/prompts/p1/prod/a.json'
  await chmod(join(project.root, file), 0o644)
  const metadata = { flavor: 'openai_chat', model: 'newer' }
  await project.write({ [file]: JSON.stringify(accountTemplate('a', { metadata })) })
  const { written, errors } = await builder.generate([join(project.root, file)])
  expect(errors).toEqual([])
  expect(written).toContain('a.js')
  expect(written).not.toContain('b.js')
  const module = await project.read('.understudy/a.js')
  expect(module).toContain("model: 'newer'")
  expect(module).toContain("version: 'version-of-a'")
})

test('another format for a flavor is taken up, though no file has changed', async () => {
  const metadata = { flavor: 'mistral_chat', provider: 'mistral', model: 'm', params: { max_tokens: 9 } }
  await using project = await bundled({ 'p1/prod/a': accountTemplate('a', { metadata }) })
  const generate = (flavors: FreeplayBundleOptions['flavors'] = {}) => {
    const config = { source: freeplayBundle('bundle', { flavors }), environments: ['prod'] }
    return createProject({ root: project.root, config }).generate()
  }
  expect((await generate()).errors).toMatchObject([{ summary: expect.stringContaining('mistral_chat') }])
  expect((await generate({ mistral_chat: 'openai.chat' })).errors).toEqual([])
  expect((await generate({ mistral_chat: 'anthropic.messages' })).written).toContain('a.js')
})
