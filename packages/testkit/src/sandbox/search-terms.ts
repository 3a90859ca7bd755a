const stopWords = new Set(
  `a about according am an and any are as at be been being but by called can could did do does for from give had has
  have he her his how i if in into is it its know many me much my name named of on one or our out please she should so
  some tell than that the their them then there these they this those to up was we were what when where which who whom
  whose why will with would you your`.split(/\s+/),
)

/** The different words of a text that tell something, in lower case, without accents and common endings. */
export function searchTerms(text: string): string[] {
  const words =
    text
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll(/['’]s(?![\p{L}\p{N}])/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const telling = words.filter((word) => !stopWords.has(word))
  return [...new Set(telling.map(stem))]
}

function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 6 && /(?:ing|ed)$/.test(word)) return word.replace(/(?:ing|ed)$/, '')
  return word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word
}
