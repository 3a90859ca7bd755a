import type { DemoResult } from './run-demo.ts'

/** The demo's result for programs: what `--json` prints. */
export function jsonReport(result: DemoResult): object {
  const { live, told, registryRequests, providerConnections, browser, problems } = result
  return {
    ok: problems.length === 0,
    live,
    stories: told.map(({ story, servedBy, attempts, text }) => ({
      name: story.name,
      question: story.question,
      servedBy: servedBy ?? null,
      attempts: attempts.map(({ ms, kind, firstTokenMs, ...attempt }) => ({
        ...attempt,
        kind: kind ?? null,
        ms: Math.round(ms),
        ...(firstTokenMs !== undefined && { firstTokenMs: Math.round(firstTokenMs) }),
      })),
      text,
    })),
    registryRequests,
    providerConnections,
    browserBundle: browser,
    problems,
  }
}
