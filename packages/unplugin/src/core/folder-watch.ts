import { type FSWatcher, watch } from 'node:fs'

/** Watches folders for files that come, go or change their names. */
export interface FolderWatch {
  /** Watches these folders, and no others any more. */
  follow(folders: readonly string[]): void
}

/** Makes a watch that calls back, and keeps no process alive: nobody tells a plugin of farm's when to close it. */
export function folderWatch(onFiles: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  return {
    follow(folders) {
      for (const [folder, watcher] of watchers) {
        if (folders.includes(folder)) continue
        watcher.close()
        watchers.delete(folder)
      }
      for (const folder of folders) {
        if (watchers.has(folder)) continue
        try {
          const watcher = watch(folder, { recursive: true, persistent: false }, (event) => {
            if (event === 'rename') onFiles()
          })
          // A folder that is deleted is followed anew when it is there again.
          watcher.on('error', () => watchers.delete(folder))
          watchers.set(folder, watcher)
        } catch {
          // It is not there yet.
        }
      }
    },
  }
}
