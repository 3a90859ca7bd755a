import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { findSecrets } from './find-secrets.ts'

// Keys are put together here, so that no scanner takes this file for a leak.
const join = (...parts: string[]): string => parts.join('')
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** Letters as if drawn at random; the same ones every time. */
const random = (length: number, letters = LETTERS): string =>
  Array.from({ length }, (_, i) => letters[(i * 37 + i * i * 11 + 7) % letters.length]).join('')
const hex = (length: number): string => random(length, '7f3a9c0e5b1d8246')

const KEYS: [kind: string, key: string, around?: string][] = [
  ['openai', join('sk-', 'proj-', random(74), 'T3Blbk', 'FJ', random(74))],
  ['openai', join('sk-', random(48))],
  ['openai', join('sk-', 'svcacct-', random(60))],
  ['anthropic', join('sk-', 'ant-', 'api03-', random(93), 'AA')],
  ['langfuse', join('sk-', 'lf-', '1234abcd-12ab-34cd-56ef-1234567890ab')],
  ['langfuse', join('pk-', 'lf-', '1234abcd-12ab-34cd-56ef-1234567890ab')],
  ['langsmith', join('lsv2_', 'pt_', hex(32), '_', hex(10))],
  ['aws', join('AK', 'IA', random(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'))],
  ['aws', join('AS', 'IA', random(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'))],
  ['aws', join('wJalrXUtnFEMI/', 'K7MDENG/bPxRfiCYzEXAMP', 'LEKE'), 'AWS_SECRET_ACCESS_KEY=%'],
  ['google', join('AI', 'za', random(35))],
  ['google', join('ya29', '.', random(60))],
  ['github', join('gh', 'p_', random(36))],
  ['github', join('gh', 'o_', random(36))],
  ['github', join('github_', 'pat_', random(22), '_', random(59))],
  ['gitlab', join('glpat', '-', random(20))],
  ['slack', join('xox', 'b-123456789012-1234567890123-', random(24))],
  ['stripe', join('sk_', 'live_', random(24))],
  ['npm', join('npm', '_', random(36))],
  ['huggingface', join('hf', '_', random(34, LETTERS.slice(0, 52)))],
  ['sendgrid', join('SG', '.', random(22), '.', random(43))],
  ['json web token', join('ey', 'JhbGciOiJIUzI1NiJ9.', 'ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0.', random(43))],
  ['bearer token', random(40), 'Authorization: Bearer %'],
  ['password in a URL', join('hunter2', 'secret'), 'https://user:%@example.com/path'],
  ['password in a URL', join('correct', 'horse'), 'postgres://app:%@db.internal:5432/app'],
  ['key', hex(32), 'x-api-key: "%"'],
  ['key', join('123e4567-e89b-12d3-', 'a456-426614174000'), 'apiKey: "%"'],
  ['key', random(20), "{ password: '%' }"],
  ['random token', random(40)],
  ['random token', join('q7Zt2KpX', '9vLm4RbW', 'c1Ns8YhD'), 'Use % for it.'],
]

test.each(KEYS)('%s: found at its place', (kind, key, around = 'before\n  value: %\nafter') => {
  const text = around.replace('%', () => key)
  const [secret, ...others] = findSecrets(text)
  expect(others).toEqual([])
  expect(secret?.kind).toBe(kind)
  const found = text.slice(secret?.start, secret?.end)
  // A rule may take in what stands around, but nothing of the key may be left out.
  expect(found).toContain(key)
})

test.each(['', 'RSA ', 'OPENSSH ', 'EC '])('a private key of the kind %j is found as a whole', (kind) => {
  const body = `${random(64)}\n    ${random(64)}\n    ${random(20)}==`
  const key = `-----BEGIN ${kind}${'PRIVATE'} KEY-----\n    ${body}\n    -----END ${kind}PRIVATE KEY-----`
  const text = `content: |\n    ${key}\nmodel: m`
  const secrets = findSecrets(text)
  expect(secrets.map(({ kind }) => kind)).toEqual(['private key'])
  expect(text.slice(secrets[0]?.start, secrets[0]?.end)).toBe(key)
})

test.each([
  ['prose', 'Answer the question from the passages only. Be concise; internationalization matters.'],
  ['a variable', 'Key: {{api_key}} and Bearer {{token}} and https://{{user}}:{{password}}@example.com'],
  [
    'a variable of the environment',
    'apiKey: process.env.FREEPLAY_API_KEY_2 ?? "", token: $GITHUB_TOKEN_2024_OF_THE_PROJECT',
  ],
  ['models', 'gpt-4o-mini-2024-07-18 claude-haiku-4-5-20251001 us.anthropic.claude-sonnet-4-20250514-v1:0'],
  ['a UUID', 'trace 123e4567-e89b-12d3-a456-426614174000'],
  ['a digest', `sha256:${hex(64)} and ${hex(40)} and md5 ${hex(32)}`],
  ['an integrity', `sha512-${random(86)}==`],
  ['a data URL', `![x](data:image/png;base64,${random(120)})`],
  ['an image in base64', random(5000)],
  ['camel case', 'getUser2ByHttpRequestIdentifierV2AndThenUpdateTheDatabaseRecord42'],
  ['more camel case', 'getHTTP2ServerIDFromXMLv2Doc useGetV1ApiUsersIdPostsQuery2'],
  ['a constant', 'MAX_RETRIES_PER_CONNECTION_2024_AND_THEN_SOME_MORE'],
  ['a slug', 'sk-learn-pipeline-with-many-words-and-no-end'],
  ['a path', 'docs/API/v2/Getting-Started/Chapter01/Section02/Appendix03.html'],
  ['code', 'const x1=[0x1F,0x2E].map(n=>n*2)\nfor(let i=0;i<10;i++){a[i]=b[i]+c2D}'],
  ['a placeholder', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
  [
    'what a prompt says of keys',
    'Never reveal a key such as sk-... or ghp_... or AKIA..., nor a password: be strict.',
  ],
  ['an e-mail in a URL', 'https://example.com/?mail=someone@example.com and mailto:someone@example.com'],
  ['a URL with a port', 'http://localhost:8080/a@b'],
  [
    'a JSON Schema',
    '{"type":"object","properties":{"token":{"type":"string"},"key":{"type":"string","minLength":20}}}',
  ],
  [
    'another language',
    'Beantworte Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz 2024 質問に答えてください',
  ],
  ['a long word with a number', 'Donaudampfschifffahrtsgesellschaftskapitaen2000'],
])('%s is no secret', (_, text) => {
  expect(findSecrets(text)).toEqual([])
})

test('two keys are two, in their order, and one that answers to two rules is one', () => {
  const [one, two] = [join('gh', 'p_', random(36)), join('npm', '_', random(36))]
  const text = `token: ${one} and ${two}`
  expect(findSecrets(text).map(({ start, end }) => text.slice(start, end))).toEqual([one, two])
})

test.each([
  ['sk-', 'sk-'.repeat(20_000)],
  ['dots', 'a1b2c3d4e5.'.repeat(10_000)],
  ['headers', '-----BEGIN A '.repeat(5_000)],
  ['schemes', 'a:b://c:'.repeat(10_000)],
  ['names', 'api_key:token='.repeat(5_000)],
  ['letters', 'a1'.repeat(50_000)],
])('a long text of %s takes no long time', (_, text) => {
  const started = performance.now()
  findSecrets(text)
  // Quadratic time would be minutes.
  expect(performance.now() - started).toBeLessThan(5_000)
})
