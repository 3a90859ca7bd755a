import { RegistryError } from '../http/registry-error.ts'

/**
 * A key from the environment.
 *
 * @param registry As messages call it.
 * @throws {RegistryError} when it is not set, or empty.
 */
export function readKey(variable: string, registry: string): string {
  const value = process.env[variable]?.trim()
  if (value) return value
  throw new RegistryError(
    {
      summary: `there is no key for ${registry}`,
      hint: `Set the environment variable ${variable}. Keys stay out of the config; a build that finds a snapshot needs none.`,
    },
    { isOutage: false },
  )
}
