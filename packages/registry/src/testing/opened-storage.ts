import type { Storage } from '../storage/storage.ts'

/** An empty storage for one test. */
export interface OpenedStorage extends AsyncDisposable {
  storage: Storage
}
