// After these a full stop ends no sentence, unless the next word is one that mostly begins one.
const abbreviation = /(?:^|[\s("])(?:St|Mt|Ft|Mr|Mrs|Ms|Dr|No|vs|approx|e\.g|i\.e|(?:\p{Lu}\.)*\p{Lu})\.\s*$/u
const opener = /^(?:It|Its|The|This|That|These|Those|He|She|They|There|In|On|At|A|An)\b/

/** Cuts a text into its sentences, without the white space around them. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = []
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)) {
    const last = sentences.at(-1)
    if (last !== undefined && abbreviation.test(last) && !opener.test(segment)) {
      sentences[sentences.length - 1] = last + segment
    } else {
      sentences.push(segment)
    }
  }
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '')
}
