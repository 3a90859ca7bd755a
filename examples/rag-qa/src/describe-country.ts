import type { Country } from 'world-countries'

/**
 * Writes down what the data set knows of a country. Each sentence can stand alone, since an answer may quote just one.
 *
 * @param nameOf The common name of a country, by its three-letter code.
 */
export function describeCountry(country: Country, nameOf: (code: string) => string): string {
  const { name, independent, landlocked, capital, currencies, languages, borders, area, idd, tld } = country
  const the = withArticle(name.common)
  const kind = [landlocked && 'landlocked', independent === false ? 'territory' : 'country'].filter(Boolean)
  const money = Object.entries(currencies).map(([code, { name }]) => `the ${name} (${code})`)
  const spoken = Object.values(languages)
  const code = callingCode(idd)
  const person = country.demonyms.eng?.m

  return [
    `${capitalized(the)} is a ${kind.join(' ')} in ${place(country)}.`,
    name.official !== name.common && `The official name of ${the} is ${name.official}.`,
    capital.length > 0 && `The ${count('capital', capital)} of ${the} ${listed(capital)}.`,
    money.length > 0 && `The ${count('currency', money)} of ${the} ${listed(money)}.`,
    spoken.length > 0 && `The ${count('language', spoken)} of ${the} ${listed(spoken)}.`,
    neighbours(
      the,
      borders.map((border) => withArticle(nameOf(border))),
    ),
    area > 0 && `The area of ${the} is ${area.toLocaleString('en')} square kilometres.`,
    code && `The calling code of ${the} is ${code}.`,
    tld[0] && `The internet domain of ${the} is ${tld[0]}.`,
    person && `The adjective for someone from ${the} is ${person}.`,
  ]
    .filter((sentence) => typeof sentence === 'string')
    .map((sentence) => sentence.replace(/\.\.$/, '.'))
    .join(' ')
}

function withArticle(name: string): string {
  const article =
    /^(United|Republic|DR|Isle|British)\b|\b(Islands|Lands|Netherlands|Bahamas|Gambia|Maldives|Philippines|Comoros|Republic)$/
  return article.test(name) ? `the ${name}` : name
}

function place({ region, subregion }: Country): string {
  if (region === 'Antarctic') return 'the Antarctic'
  if (subregion === 'Caribbean') return 'the Caribbean'
  return region === 'Oceania' ? region : subregion
}

function neighbours(the: string, names: readonly string[]): string {
  if (names.length === 0) return `${capitalized(the)} borders no other country by land.`
  const countries = names.length === 1 ? 'one country' : `${names.length} countries`
  return `${capitalized(the)} borders ${countries}: ${joined(names)}.`
}

// The data set splits a code into a root and suffixes; under +1 and +7 the suffixes are area codes.
function callingCode({ root, suffixes }: Country['idd']): string | undefined {
  if (root === '+1' || root === '+7') return suffixes.length === 1 ? `${root} ${suffixes[0]}` : root
  return suffixes.length === 1 ? `${root}${suffixes[0]}` : undefined
}

function count(noun: string, { length }: readonly string[]): string {
  if (length === 1) return noun
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
}

function listed(names: readonly string[]): string {
  return `${names.length === 1 ? 'is' : 'are'} ${joined(names)}`
}

function joined(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names)
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
