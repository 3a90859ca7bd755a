import countries from 'world-countries'
import * as z from 'zod'

const names = new Map(countries.map(({ cca3, name }) => [cca3, name.common]))

/** What a model may call, by the names that the templates give them: each takes the arguments that the model wrote. */
const tools: { readonly [name: string]: (input: unknown) => object } = {
  get_country(input) {
    const { name } = z.object({ name: z.string() }).parse(input)
    const isMeant = (other: string) => other.toLowerCase() === name.trim().toLowerCase()
    const country = countries.find(({ name, altSpellings }) =>
      [name.common, name.official, ...altSpellings].some(isMeant),
    )
    if (!country) throw new Error(`There is no country ${name}.`)
    return {
      name: country.name.common,
      capital: country.capital,
      area_km2: country.area,
      languages: Object.values(country.languages),
      currencies: Object.values(country.currencies).map(({ name }) => name),
      neighbours: country.borders.map((code) => names.get(code)),
    }
  },
  list_countries(input) {
    const { region } = z.object({ region: z.string() }).parse(input)
    return countries.filter((country) => country.region === region).map(({ name }) => name.common)
  },
}

/** Calls a tool. Returns JSON for the model, which also reads there what is wrong with its call. */
export function callTool(name: string, json: string): string {
  try {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
    if (!tool) throw new Error(`There is no tool ${name}.`)
    return JSON.stringify(tool(JSON.parse(json)))
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : error
    return JSON.stringify({ error: problem instanceof Error ? problem.message : problem })
  }
}
