import type { Attempt, CandidateId } from '@understudy/runtime'
import { cast } from './cast.ts'
import type { SeenConnection } from './network-guard.ts'
import { startServer } from './start-server.ts'
import type { Story } from './stories.ts'

/** What the server answered, with a 200 or with an error. */
interface Answer {
  text?: string
  servedBy?: CandidateId
  attempts?: Attempt[]
  error?: string
}

/** A story, and how it went. */
export interface Told extends Required<Pick<Answer, 'attempts'>> {
  story: Story
  text: string
  /** The candidate that answered; `undefined` when none did. */
  servedBy: CandidateId | undefined
  /** Every connection that the server opened, or tried to. */
  connections: SeenConnection[]
  /** In what the story ended differently from how it must; empty when all is well. */
  problems: string[]
}

/**
 * Tells one story: casts the providers, starts the server, asks it, and stops both.
 *
 * @param server The built server.
 * @param live Keys and base URLs of the real providers.
 */
export async function runStory(
  story: Story,
  server: string,
  live?: Readonly<Record<string, string>>,
): Promise<Told> {
  await using providers = await cast(story.fault, live)
  const running = await startServer(server, providers.env, providers.allowed)
  let answer: Answer
  let connections: SeenConnection[]
  try {
    answer = await ask(running.url, story.question)
  } finally {
    connections = await running.stop()
  }
  const { text = '', servedBy, attempts = [] } = answer
  const told = { story, text, servedBy, attempts, connections }
  return { ...told, problems: [...(answer.error ? [answer.error] : []), ...problemsOf(told)] }
}

async function ask(url: string, question: string): Promise<Answer> {
  const response = await fetch(`${url}/ask`, { method: 'POST', body: JSON.stringify({ question }) })
  return (await response.json()) as Answer
}

function problemsOf({ story, text, servedBy, attempts, connections }: Omit<Told, 'problems'>): string[] {
  const { failure } = story
  const environment = failure ? 'fallback' : 'prod'
  const [first] = attempts
  const forbidden = connections.filter(({ allowed }) => !allowed).map(({ to }) => to)
  return [
    servedBy?.environment !== environment && `${environment} should have answered.`,
    !story.answer.test(text) && `The answer should match ${story.answer}.`,
    attempts.length !== (failure ? 2 : 1) &&
      `There should have been ${failure ? 'two attempts' : 'one attempt'}.`,
    first?.kind !== failure &&
      `The primary should have failed by ${failure ?? 'nothing'}, not ${first?.kind}.`,
    story.fault === 'cut' &&
      first?.firstTokenMs === undefined &&
      'The primary should have written some text.',
    // Otherwise a guard that sees nothing would report no forbidden connection either.
    connections.length < attempts.length && 'The network guard should have seen every request.',
    forbidden.length > 0 && `The server connected to ${forbidden.join(', ')}.`,
  ].filter((problem) => typeof problem === 'string')
}
