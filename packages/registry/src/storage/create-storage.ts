import type { Database } from './database.ts'
import { datasetStore } from './dataset-store.ts'
import { environmentStore } from './environment-store.ts'
import { exportRows } from './export-rows.ts'
import { importRows } from './import-rows.ts'
import { keyStore } from './key-store.ts'
import { projectStore } from './project-store.ts'
import { recordingStore } from './recording-store.ts'
import { retentionStore } from './retention-store.ts'
import { sessionStore } from './session-store.ts'
import type { Storage, StorageAddress } from './storage.ts'
import { templateStore } from './template-store.ts'
import { testRunStore } from './test-run-store.ts'

/** The storage on a database; all statements are the same for both, but for what its dialect says. */
export function createStorage(database: Database, address?: () => StorageAddress): Storage {
  return {
    projects: projectStore(database),
    templates: templateStore(database),
    environments: environmentStore(database),
    recordings: recordingStore(database),
    sessions: sessionStore(database),
    datasets: datasetStore(database),
    testRuns: testRunStore(database),
    keys: keyStore(database),
    retention: retentionStore(database),
    export: () => exportRows(database),
    import: (lines) => importRows(database, lines),
    address,
    async check() {
      await database.rows('select 1')
    },
    close: () => database.close(),
  }
}
