import { hideSecrets } from '@understudy/compiler/project'

/**
 * What a registry says of a refusal, in one short line; undefined when it says nothing that one can read, or repeats
 * what it was sent.
 */
export function reasonOf(
  text: string | undefined,
  headers: Readonly<Record<string, string>>,
): string | undefined {
  const reason = messageIn(parse(text))
    ?.replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  if (
    !reason ||
    Object.values(headers)
      .flatMap(secretsIn)
      .some((secret) => reason.includes(secret))
  ) {
    return undefined
  }
  const short = reason.length > 200 ? `${reason.slice(0, 200)}…` : reason
  return hideSecrets(short)
}

function messageIn(answer: unknown): string | undefined {
  if (typeof answer === 'string') return answer
  if (typeof answer !== 'object' || answer === null) return undefined
  const { message, error, detail }: { message?: unknown; error?: unknown; detail?: unknown } = answer
  return messageIn(message) ?? messageIn(error) ?? messageIn(detail)
}

/** The parts of a header that nobody may see: of `Basic` also what it stands for. */
function secretsIn(header: string): string[] {
  const [scheme = '', ...rest] = header.split(' ')
  const credentials = rest.length > 0 ? rest.join(' ') : scheme
  const decoded = /^basic$/i.test(scheme) ? Buffer.from(credentials, 'base64').toString().split(':') : []
  return [credentials, ...decoded].filter((part) => part.length >= 4)
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
