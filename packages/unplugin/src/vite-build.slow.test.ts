import { viteBundler } from './testing/bundlers/vite.ts'
import { testBuilds } from './testing/test-builds.ts'
import { testWatch } from './testing/test-watch.ts'

testBuilds(viteBundler)
testWatch(viteBundler)
