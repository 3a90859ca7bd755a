import type { ViteDevServer } from 'vite'
import { INSPECTOR_PATH } from './serve-inspector.ts'

/** Adds the inspector to the addresses that the dev server prints when it starts. */
export function printInspectorUrl(server: ViteDevServer): void {
  const printUrls = server.printUrls.bind(server)
  server.printUrls = () => {
    printUrls()
    const url = server.resolvedUrls?.local[0]
    if (url !== undefined) server.config.logger.info(`  ➜  Prompts: ${new URL(INSPECTOR_PATH, url).href}`)
  }
}
