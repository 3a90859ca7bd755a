/**
 * Estimates a text's tokens: one for four ASCII characters, and one for each other. English comes out a little high and
 * code a little low; the providers' own counts differ from each other by more.
 */
export function estimateTokens(text: string): number {
  const others = text.replace(/\p{ASCII}+/gu, '')
  return Math.ceil((text.length - others.length) / 4) + [...others].length
}
