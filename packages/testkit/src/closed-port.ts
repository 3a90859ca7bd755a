import { startProvider } from './start-provider.ts'

/**
 * A base URL where nothing listens: the port was free a moment ago, and connections to it are refused.
 *
 * @returns `http://127.0.0.1:PORT`, without a path
 */
export async function closedPort(): Promise<string> {
  const provider = await startProvider('anthropic.messages')
  await provider.close()
  return provider.url
}
