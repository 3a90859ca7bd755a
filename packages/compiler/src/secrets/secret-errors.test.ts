import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint, secretErrors } from './secret-errors.ts'

const KEY = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('')
const OTHER = ['npm', '_', 'z9Y8x7W6v5U4t3S2r1Q0p9O8n7M6l5K4j3I2'].join('')
const text = `provider: openai
parameters: { user: ${KEY} }
model: m
other: ${OTHER}
`
const checked = { file: 'prompts/rag-qa/prod.yaml', text, prompt: 'rag-qa', environment: 'prod' }

test('names the file, the line, the column, the kind and the next step', () => {
  expect(secretErrors(checked)).toMatchObject([
    {
      code: 'secret',
      prompt: 'rag-qa',
      environment: 'prod',
      file: 'prompts/rag-qa/prod.yaml',
      line: 2,
      column: 21,
      summary: 'this looks like a secret (github): `ghp_…`',
      hint: expect.stringContaining(`allowSecrets: ['${fingerprint(KEY)}']`),
    },
    { line: 4, column: 8, summary: 'this looks like a secret (npm): `npm_…`' },
  ])
})

test('what is permitted is no error, and is only itself', () => {
  expect(secretErrors(checked, [fingerprint(KEY)]).map(({ line }) => line)).toEqual([4])
  expect(secretErrors(checked, [fingerprint(KEY), fingerprint(OTHER)])).toEqual([])
})

test('no error holds any secret of the file, wherever it stands', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
    minLength: 36,
    maxLength: 36,
  })
  const line = fc.oneof(
    fc.constant('model: m'),
    fc.string(),
    letters.map((body) => `token: ${['gh', 'p_', body].join('')}`),
    letters.map((body) => `"https://user:${body}@example.com"`),
  )
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      (lines, end) => {
        const bodies = lines.flatMap((one) => /(?:ghp_|user:)([A-Za-z0-9]{36})/.exec(one)?.[1] ?? [])
        const errors = secretErrors({ file: 'prompts/a/prod.yaml', text: lines.join(end) })
        if (bodies.length > 0) expect(errors).not.toEqual([])
        for (const error of errors) {
          const shown = `${JSON.stringify(error)} ${error.message} ${error.stack} ${error.lineText}`
          // Four characters of the value may be seen: of a password, those of its own beginning.
          for (const body of bodies) expect(shown).not.toContain(body.slice(4, 12))
        }
      },
    ),
  )
})
