import type { HttpOptions, Query } from './http.ts'
import { RegistryError } from './registry-error.ts'

/**
 * Checks a base URL.
 *
 * @throws {RegistryError} when it is none, or would send the key in the clear.
 */
export function checkBaseUrl({ name, baseUrl }: HttpOptions): URL {
  const url = URL.parse(baseUrl)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new RegistryError(
      {
        summary: `the base URL of ${name} is no web address`,
        hint: 'Write it with https:// in the config.',
      },
      { isOutage: false },
    )
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new RegistryError(
      {
        summary: `the base URL of ${name} has more than a host and a path`,
        hint: 'Leave out user, password and all behind "?" or "#"; keys come from the environment.',
      },
      { isOutage: false },
    )
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new RegistryError(
      {
        summary: `${name} would be asked without encryption (http://${url.host})`,
        hint: 'Use https://; plain http is for servers on this machine only.',
      },
      { isOutage: false },
    )
  }
  return url
}

/**
 * The address of a request.
 *
 * @throws {RegistryError} when the path leads out of the base URL.
 */
export function requestUrl(name: string, base: URL, path: string, query: Query = {}): URL {
  const root = `${base.origin}${base.pathname.replace(/\/+$/, '')}/`
  // A browser's rules take `%2e%2e` for `..` too, so that a prompt of that name would ask for something else.
  const isPlain = !/^\/|\\|(^|\/)(\.|%2e){1,2}(\/|\?|#|$)/i.test(path)
  const url = isPlain ? URL.parse(root + path) : null
  if (!url?.href.startsWith(root)) {
    throw new RegistryError(
      {
        summary: `${name} cannot be asked for ${JSON.stringify(path)}: the path leads elsewhere`,
        hint: 'Rename what has this name in the registry.',
      },
      { isOutage: false },
    )
  }
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, String(value))
  }
  return url
}

function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}
