import { rollupBundler } from './testing/bundlers/rollup.ts'
import { testBuilds } from './testing/test-builds.ts'
import { testWatch } from './testing/test-watch.ts'

testBuilds(rollupBundler)
testWatch(rollupBundler)
