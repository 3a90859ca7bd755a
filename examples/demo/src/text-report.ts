import type { Attempt } from '@understudy/runtime'
import type { DemoResult } from './run-demo.ts'
import type { Told } from './run-story.ts'

/** Colours a text, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red', text: string) => string

/** The demo's result for people. */
export function textReport(result: DemoResult, paint: Paint): string {
  const { live, told, registryRequests, providerConnections, browser, problems } = result
  const verdict =
    problems.length === 0
      ? paint('green', `All ${told.length} stories ended as they must.`)
      : problems.map((problem) => paint('red', `✗ ${problem}`)).join('\n')
  return `${[
    paint(
      'bold',
      'Understudy: a built server, its primary (OpenAI) failing in four ways, and its fallback (Anthropic)',
    ),
    paint('dim', live ? LIVE : SANDBOX),
    ...told.map((one, index) => `\n${storyText(one, index + 1, paint)}`),
    '',
    fact(
      registryRequests,
      'registry requests at run time',
      `the network guard saw ${providerConnections + registryRequests} connections, ${providerConnections} to the two providers`,
    ),
    fact(
      browser.found,
      'pieces of prompt text in the browser bundle',
      `of ${browser.pieces}, searched in ${browser.files} files of ${browser.bytes} bytes`,
    ),
    verdict,
  ].join('\n')}\n`

  function fact(count: number, what: string, detail: string): string {
    return `${paint(count === 0 ? 'green' : 'red', String(count))} ${what.padEnd(44)} ${paint('dim', detail)}`
  }
}

const SANDBOX = `The providers are local sandboxes that speak the providers' wire formats. They are no LLMs:
each answers with the sentence of its prompt's passages that matches the question best.`
const LIVE = `The fallback and the healthy primary are the real providers.
The failing primaries are local sandboxes, which are no LLMs.`

function storyText({ story, attempts, text }: Told, number: number, paint: Paint): string {
  return [
    `${paint('bold', `${number} ${story.name}`)}  ${paint('dim', story.question)}`,
    ...attempts.map((attempt) => attemptText(attempt, paint)),
    text && `  “${text}”`,
  ]
    .filter(Boolean)
    .join('\n')
}

function attemptText(attempt: Attempt, paint: Paint): string {
  const { ok, environment, provider, model, version, ms } = attempt
  const who = `${environment.padEnd(9)} ${provider.padEnd(10)} ${model.padEnd(17)} ${version.padEnd(10)}`
  const outcome = ok ? 'answered' : failureText(attempt)
  const time = `${Math.round(ms)} ms`.padStart(8)
  return `  ${paint(ok ? 'green' : 'red', `${ok ? '✓' : '✗'} ${who} ${outcome.padEnd(34)}`)} ${time}`
}

function failureText({ kind, status, code, firstTokenMs }: Attempt): string {
  const detail = firstTokenMs === undefined ? [status !== 200 && status, code] : ['after its first tokens']
  return [kind?.replaceAll('_', ' '), ...detail].filter(Boolean).join(' ')
}
