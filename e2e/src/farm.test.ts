import { testBuilds } from '../../packages/unplugin/src/testing/test-builds.ts'
import { farmBundler } from './bundlers/farm.ts'

testBuilds(farmBundler)
