import { esbuildBundler } from './testing/bundlers/esbuild.ts'
import { rolldownBundler } from './testing/bundlers/rolldown.ts'
import { rollupBundler } from './testing/bundlers/rollup.ts'
import { rspackBundler } from './testing/bundlers/rspack.ts'
import { viteBundler } from './testing/bundlers/vite.ts'
import { webpackBundler } from './testing/bundlers/webpack.ts'
import { testFirstBuild } from './testing/test-builds.ts'

// All cases, and watching, are in the slow tests of each bundler.
testFirstBuild(viteBundler)
testFirstBuild(rollupBundler)
testFirstBuild(rolldownBundler)
testFirstBuild(esbuildBundler)
testFirstBuild(webpackBundler)
testFirstBuild(rspackBundler)
