import { testBuilds } from '../../packages/unplugin/src/testing/test-builds.ts'
import { bunBundler } from './bundlers/bun.ts'

testBuilds(bunBundler)
