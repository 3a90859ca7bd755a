import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { OpenLoopReport } from './open-loop.ts'

/** Which templates to read, how often and how long. */
export interface TemplateReads {
  url: string
  token: string
  projectId: string
  perSecond: number
  seconds: number
}

/** Reads the templates of `prepareDatabase` from a thread of its own. */
export async function readTemplates(workerData: TemplateReads): Promise<OpenLoopReport> {
  const worker = new Worker(new URL('./template-reader.ts', import.meta.url), { workerData })
  const [report]: OpenLoopReport[] = await once(worker, 'message')
  if (!report) throw new Error('The reader told nothing')
  return report
}
