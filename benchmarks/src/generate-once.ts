// A process that generates the modules of a project once, and prints what it took.
import { createProject } from '@understudy/sources'
import type { Generated } from './generate.ts'

const started = performance.now()
const { errors, written } = await createProject({ root: process.argv[2] ?? '.' }).generate()
const ms = performance.now() - started
if (errors[0]) throw errors[0]
const cpu = process.cpuUsage()
const generated: Generated = {
  ms,
  processMs: performance.now(),
  cpuMs: (cpu.user + cpu.system) / 1000,
  megabytes: process.resourceUsage().maxRSS / 1024,
  written: written.length,
}
process.stdout.write(JSON.stringify(generated))
