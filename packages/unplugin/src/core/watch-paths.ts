import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { WatchList } from '@understudy/sources'

/** Lists the folders, templates and partials under a project's watched folders, for bundlers that watch no tree. */
export async function watchPaths(list: WatchList): Promise<WatchList> {
  const files = [...list.files]
  const folders: string[] = []
  for (const folder of list.folders) {
    folders.push(folder)
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (/\.(ya?ml|mustache)$/.test(entry.name)) files.push(path)
    }
  }
  return { files, folders }
}
