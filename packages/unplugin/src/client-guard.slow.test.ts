import { browserBundlers } from './testing/browser-bundlers.ts'
import { testClientGuard } from './testing/test-client-guard.ts'

for (const [name, bundler] of Object.entries(browserBundlers)) testClientGuard(name, bundler)
