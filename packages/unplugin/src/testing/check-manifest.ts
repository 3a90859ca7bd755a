import { expect } from 'vitest'
import type { Fixture } from './fixture.ts'

/** Expects that a build's manifest tells of the prompt `rag-qa` and no other, and has no text of it. */
export async function checkManifest(fixture: Fixture): Promise<void> {
  const text = await fixture.read('dist/understudy-manifest.json')
  expect(JSON.parse(text)).toEqual({
    prompts: {
      'rag-qa': {
        bytes: expect.any(Number),
        chain: [
          {
            environment: 'prod',
            version: expect.stringMatching(/^[0-9a-f]{8}$/),
            digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
            provider: 'openai',
            api: 'openai.chat',
            model: 'gpt-5.4-mini',
          },
          expect.objectContaining({ environment: 'fallback', api: 'anthropic.messages' }),
        ],
      },
    },
  })
  const { bytes } = JSON.parse(text).prompts['rag-qa']
  const module = await fixture.read('.understudy/rag-qa.js')
  // Bundlers leave comments, blank lines and some also the other candidate out; and rename, or wrap.
  expect(bytes).toBeGreaterThan(module.length / 5)
  expect(bytes).toBeLessThan(module.length * 2)
  expect(text).not.toContain('First words.')
}
