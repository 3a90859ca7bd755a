import type { PromptModule } from './print-module.ts'

/** Prints what the output folder holds, for tools and people. */
export function printManifest(modules: readonly PromptModule[]): string {
  const prompts = modules.map(({ name, identifier, chain }) => [
    name,
    {
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
    },
  ])
  return `${JSON.stringify({ prompts: Object.fromEntries(prompts) }, null, 2)}\n`
}
