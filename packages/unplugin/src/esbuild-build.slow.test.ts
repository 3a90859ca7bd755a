import { esbuildBundler } from './testing/bundlers/esbuild.ts'
import { testBuilds } from './testing/test-builds.ts'
import { testWatch } from './testing/test-watch.ts'

testBuilds(esbuildBundler)
testWatch(esbuildBundler)
