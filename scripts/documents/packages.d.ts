/** Packages of others in the documents that this workspace does not install, as far as the documents use them. */
declare module '@ai-sdk/google' {
  const google: (model: string) => import('@understudy/runtime/ai-sdk').AiSdkModel

  export { google }
}

declare module '@farmfe/core' {
  export function defineConfig(config: { plugins: object[] }): object
}

declare module 'next' {
  export interface NextConfig {
    webpack?: (config: { plugins: object[] }) => object
  }
}

declare const Bun: {
  build(options: {
    entrypoints: string[]
    outdir: string
    target: 'bun' | 'browser' | 'node'
    plugins: import('@understudy/unplugin/bun').BunPlugin[]
  }): Promise<object>
}
