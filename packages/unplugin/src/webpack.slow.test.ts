import { webpackBundler } from './testing/bundlers/webpack.ts'
import { testBuilds } from './testing/test-builds.ts'
import { testWatch } from './testing/test-watch.ts'

testBuilds(webpackBundler)
testWatch(webpackBundler)
