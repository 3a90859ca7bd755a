/** Cuts a text into words, each with the white space before it. Joined, they are the text again. */
export function splitTokens(text: string): string[] {
  return text.match(/\s*\S+(?:\s+$)?|^\s+$/g) ?? []
}
