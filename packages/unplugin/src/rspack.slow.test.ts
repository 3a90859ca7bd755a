import { rspackBundler } from './testing/bundlers/rspack.ts'
import { testBuilds } from './testing/test-builds.ts'
import { testWatch } from './testing/test-watch.ts'

testBuilds(rspackBundler)
testWatch(rspackBundler)
