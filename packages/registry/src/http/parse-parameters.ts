import { RegistryError } from '../registry-error.ts'

const LONGEST = 200

/** The names of the parameters in a path. */
export function parametersIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** @throws {RegistryError} for a parameter that can be no id and no name. */
export function parseParameters<Parameters>(
  path: string,
  values: Readonly<Record<string, string>>,
): Parameters {
  const issues = parametersIn(path).flatMap((name) =>
    isName(values[name] ?? '')
      ? []
      : [{ path: name, message: `Must be 1 to ${LONGEST} printable characters.` }],
  )
  if (issues.length > 0) throw new RegistryError('invalid_request', 'The address is not right.', issues)
  return values as Parameters
}

/** Whether a text can be a name or an id: databases and logs take no control characters or broken Unicode. */
export function isName(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST && text.isWellFormed() && !/\p{Cc}/u.test(text)
}
