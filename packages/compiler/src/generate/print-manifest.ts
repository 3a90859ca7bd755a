import type { PromptModule } from './print-module.ts'

/** Prints what the output folder holds, for tools and people, from the entries of its prompts. */
export function printManifest(entries: readonly string[]): string {
  return entries.length === 0
    ? '{\n  "prompts": {}\n}\n'
    : `{\n  "prompts": {\n${entries.join(',\n')}\n  }\n}\n`
}

/** Prints a prompt's entry in the manifest: a line, since a large project has megabytes of them. */
export function printManifestEntry({ name, identifier, chain }: PromptModule): string {
  const entry = {
    identifier,
    file: `${name}.js`,
    chain: chain.map(({ environment, version, digest, provider, api, model }) => ({
      environment,
      version,
      digest,
      provider,
      api,
      model,
    })),
  }
  return `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`
}
