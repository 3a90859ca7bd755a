#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`understudy needs Node.js 22.18 or later; this is ${process.version}.\n`)
  process.exitCode = 1
} else {
  // Not imported before the check: an older Node could not even read it.
  const { main } = await import('./main.ts')
  const { processIo } = await import('./io.ts')
  process.exitCode = await main(process.argv.slice(2), processIo())
}
