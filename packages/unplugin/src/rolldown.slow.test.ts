import { rolldownBundler } from './testing/bundlers/rolldown.ts'
import { testBuilds } from './testing/test-builds.ts'
import { testWatch } from './testing/test-watch.ts'

testBuilds(rolldownBundler)
testWatch(rolldownBundler)
