import { testClientGuard } from '../../packages/unplugin/src/testing/test-client-guard.ts'
import { bunBrowserBundler } from './bundlers/bun.ts'
import { farmBrowserBundler } from './bundlers/farm.ts'

testClientGuard('bun', bunBrowserBundler)
testClientGuard('farm', farmBrowserBundler)
