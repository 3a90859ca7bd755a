import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Freeplay, { FilesystemTemplateResolver } from 'freeplay'
import { expect, test } from 'vitest'
import { testRegistry } from './testing/test-registry.ts'

interface Pulled {
  prompt_templates: { prompt_template_name: string }[]
}

test("what the registry gives, written as a bundle, is read by Freeplay's SDK as the registry is", async () => {
  await using registry = await testRegistry()
  const folder = await mkdtemp(join(tmpdir(), 'understudy-bundle-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true }))
  const token = await registry.key('write')
  const { projectId } = registry
  const versions: string[] = []
  for (const [environment, provider, model] of [
    ['prod', 'openai', 'gpt-5.4-mini'],
    ['fallback', 'anthropic', 'claude-haiku-4-5'],
  ]) {
    for (const name of ['rag-qa', 'summary']) {
      const { body } = await registry.ask(
        token,
        'POST',
        `prompt-templates/name/${name}/versions?create_template_if_not_exists=true`,
        {
          template_messages: [
            { role: 'system', content: `${name} of ${environment}: {{passages}}` },
            { kind: 'history' },
            { role: 'user', content: '{{question}}' },
          ],
          model,
          provider,
          llm_parameters: { max_tokens: 100 },
          environments: [environment],
        },
      )
      versions.push((body as { prompt_template_version_id: string }).prompt_template_version_id)
    }
    const pulled = await registry.ask(token, 'GET', `prompt-templates/all/${environment}`)
    for (const template of (pulled.body as Pulled).prompt_templates) {
      const name = `${template.prompt_template_name}.json`
      const path = join(folder, 'freeplay/prompts', projectId, String(environment), name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, JSON.stringify(template))
    }
  }

  const remote = new Freeplay({ freeplayApiKey: token, baseUrl: `${registry.url}/api` })
  const local = new Freeplay({
    freeplayApiKey: token,
    // Nothing listens there: the bundle is all there is.
    baseUrl: 'http://127.0.0.1:9/api',
    templateResolver: new FilesystemTemplateResolver(folder),
  })
  const seen = new Set<string>()
  for (const environment of ['prod', 'fallback']) {
    for (const templateName of ['rag-qa', 'summary']) {
      const request = {
        projectId,
        templateName,
        environment,
        variables: { passages: 'P', question: 'Q?' },
        history: [],
      }
      const fromBundle = await local.prompts.getFormatted(request)
      const fromRegistry = await remote.prompts.getFormatted(request)
      expect(fromBundle).toEqual(fromRegistry)
      expect(JSON.stringify(fromBundle)).toContain(`${templateName} of ${environment}: P`)
      seen.add(fromBundle.promptInfo.promptTemplateVersionId)
    }
  }
  expect([...seen].sort()).toEqual(versions.sort())
})
