import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert, attempt, type Ended, environment, run } from './shell.ts'

/**
 * What a team with a registry does, in a project that has the packages: serve one, pull from it, see a label move, let a
 * pull bring it, and build while the registry is down.
 *
 * @param bundles What to build with, and where the bundle is.
 */
export async function tryRegistry(
  folder: string,
  bundles: readonly { name: string; build: readonly [string, ...string[]]; output: string }[],
): Promise<void> {
  const understudy = async (key: string, ...args: string[]): Promise<Ended> => {
    const more: Record<string, string> = key === '' ? {} : { UNDERSTUDY_API_KEY: key }
    return await attempt(folder, more, join(folder, 'node_modules/.bin/understudy'), ...args)
  }
  const expectEnd = async (claim: string, code: number, text: RegExp, key: string, ...args: string[]) => {
    const ended = await understudy(key, ...args)
    assert(ended.code === code && text.test(ended.output), `${args.join(' ')}: ${claim}`, ended.output)
    return ended.output
  }
  const makeKey = async (role: string): Promise<{ token: string; project: { id: string } }> => {
    const args = ['keys', 'create', '--project', 'support', '--create-project', '--role', role, '--json']
    return JSON.parse((await understudy('', ...args)).output)
  }
  const writer = await makeKey('write')
  const { token: key } = await makeKey('read')
  const project = writer.project.id

  const { server, url } = await serve(folder)
  try {
    const tag = (environment: string, text: string) =>
      createVersion(`${url}/api/v2/projects/${project}`, writer.token, environment, text)
    await tag('production', 'Answer {{question}} from {{#passages}}{{text}}{{/passages}}.')
    await tag('fallback', 'Answer {{question}} from {{#passages}}{{text}}{{/passages}}, briefly.')
    await writeFile(join(folder, 'understudy.config.ts'), config(url, project))
    await commit(folder, 'Before the pull')

    await expectEnd('fails without a key, and names its variable', 1, /UNDERSTUDY_API_KEY/, '', 'pull')
    await expectEnd('brings both templates', 0, /2 added/, key, 'pull')
    await expectEnd('the modules are not there yet', 1, /Run `understudy generate`/, '', 'check')
    await expectEnd('writes them', 0, /rag-qa|prompt/, '', 'generate')
    await expectEnd('all is in step', 0, /in step/, '', 'check')
    await expectEnd('nothing has moved', 0, /nothing new/, key, 'check', '--remote')
    await commit(folder, 'Pull')

    await tag('production', 'Explain {{question}} to {{reader}} from {{#passages}}{{text}}{{/passages}}.')
    await expectEnd('the label has moved', 1, /have moved on[\s\S]*rag-qa \(prod\)/, key, 'check', '--remote')
    const preview = await expectEnd(
      'tells what a pull would change, as Markdown',
      ...([0, /<del>Answer<\/del><ins>Explain<\/ins>/, key] as const),
      ...['diff', '--remote', '--format', 'markdown'],
    )
    assert(
      /reader/.test(preview) && /`src\/main\.ts:2`/.test(preview),
      'with the variable and the import',
      preview,
    )
    await expectEnd('brings it', 0, /1 changed/, key, 'pull', '--fresh')
    await expectEnd('writes the modules anew', 0, /rag-qa|prompt/, '', 'generate')
    const broken = await expectEnd(
      'compares with the commit',
      0,
      /Explain/,
      '',
      'diff',
      '--format',
      'markdown',
    )
    assert(/`src\/main\.ts:12:\d+` `TS\d+/.test(broken), 'with the call that no longer compiles', broken)
    const main = await readFile(join(folder, 'src/main.ts'), 'utf8')
    await writeFile(join(folder, 'src/main.ts'), main.replace('passages })', "passages, reader: 'me' })"))

    const template = join(folder, 'prompts/rag-qa/prod.yaml')
    const sound = await readFile(template, 'utf8')
    await writeFile(template, sound.replace('Explain', 'Invent'))
    await expectEnd('what was edited by hand is found', 1, /prompts\/rag-qa\/prod\.yaml/, '', 'check')
    await expectEnd('and restored', 0, /1 changed|restored|unchanged/, key, 'pull')
    assert((await readFile(template, 'utf8')) === sound, 'as it was', '')
  } finally {
    server.kill('SIGINT')
    await once(server, 'exit')
  }

  await expectEnd('tells that the registry is down', 3, /cannot be reached/, key, 'check', '--remote')
  await expectEnd('is content without it', 0, /in step/, '', 'check')
  for (const { name, build, output } of bundles) {
    await run(folder, ...build)
    const files = (await readdir(join(folder, output))).filter((file) => file.startsWith('main'))
    const texts = await Promise.all(files.map((file) => readFile(join(folder, output, file), 'utf8')))
    assert(texts.join().includes('Explain '), `${name} builds what was pulled, while the registry is down`)
  }
  await expectNoKey(folder, [key, writer.token])

  const right = await readFile(join(folder, 'understudy.config.ts'), 'utf8')
  await writeFile(join(folder, 'understudy.config.ts'), right.replace('environments', 'enviroments'))
  for (const { name, build } of bundles) {
    const [command, ...args] = build
    const { code, output } = await attempt(folder, {}, command, ...args)
    const shown =
      /understudy\.config\.ts:4:\d+[\s\S]*> +4 \|/.test(output) || /4 [│|] +enviroments/.test(output)
    assert(code !== 0 && shown && /enviroments/.test(output), `${name} shows where a config is wrong`, output)
  }
}

async function serve(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(join(folder, 'node_modules/.bin/understudy'), ['serve', '--port', '0'], {
    ...{ cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] },
  })
  for await (const text of server.stdout) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text)) ?? []
    if (url !== undefined) return { server, url }
  }
  throw new Error('understudy serve ended by itself')
}

async function createVersion(api: string, key: string, environment: string, text: string): Promise<void> {
  const isPrimary = environment === 'production'
  const answer = await fetch(
    `${api}/prompt-templates/name/rag-qa/versions?create_template_if_not_exists=true`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        template_messages: [{ role: 'user', content: text }],
        provider: isPrimary ? 'openai' : 'anthropic',
        model: isPrimary ? 'gpt-5.4-mini' : 'claude-haiku-4-5',
        llm_parameters: { max_tokens: 100 },
        environments: [environment],
      }),
    },
  )
  if (answer.status !== 201) throw new Error(`the registry answered ${answer.status}: ${await answer.text()}`)
}

function config(url: string, project: string): string {
  return `import { defineConfig, registry } from '@understudy/cli/config'

export default defineConfig({
  environments: ['prod', 'fallback'],
  source: registry({ url: '${url}', project: '${project}', environments: { prod: 'production', fallback: 'fallback' } }),
})
`
}

async function commit(folder: string, message: string): Promise<void> {
  const identity = [
    '-c',
    'user.name=Newcomer',
    '-c',
    'user.email=newcomer@example.com',
    '-c',
    'commit.gpgsign=false',
  ]
  await writeFile(join(folder, '.gitignore'), 'node_modules\n.understudy\nout-*\nunderstudy.db*\n')
  await run(folder, 'git', 'init', '--quiet')
  await run(folder, 'git', 'add', '--all')
  await run(folder, 'git', ...identity, 'commit', '--quiet', '--message', message)
}

/** The registry's database has hashes of its keys; nothing else may have anything of them. */
async function expectNoKey(folder: string, keys: readonly string[]): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/node_modules/') && !file.includes('/.git/'))
  const found: string[] = []
  for (const file of files) {
    const text = await readFile(file, 'latin1')
    if (keys.some((key) => text.includes(key.slice(-43)))) found.push(file)
  }
  assert(found.length === 0 && files.length > 10, 'no file has a key', found.join('\n'))
}
