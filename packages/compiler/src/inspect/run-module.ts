import { Buffer } from 'node:buffer'

/**
 * Runs a generated module's text, without a file: what it imports of the runtime is the one beside this compiler.
 *
 * @returns the module's namespace.
 */
export async function runModule(js: string): Promise<object> {
  // Texts of a template are in string literals, which have no line breaks: no such line can come from one.
  const code = js.replace(
    /^(import .* from )'(@understudy\/[\w/-]+)'$/gm,
    (_, head: string, specifier: string) => `${head}${JSON.stringify(import.meta.resolve(specifier))}`,
  )
  return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
}
