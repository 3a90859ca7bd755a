import { resolve } from 'node:path'
import type { BundleContents } from './bundle-contents.ts'

/** The account of a build that esbuild and Bun give: paths are relative to the working directory. */
export interface Metafile {
  inputs: {
    [path: string]: {
      imports: {
        path: string
        external?: boolean | undefined
        /** The module behind the chunk that Bun names for a dynamic import. */
        entryPoint?: string | undefined
      }[]
    }
  }
  outputs: { [path: string]: { inputs: { [path: string]: { bytesInOutput: number } } } }
}

/** Reads from a metafile what a bundle holds. */
export function metafileContents(folder: string, { inputs, outputs }: Metafile): BundleContents {
  const idOf = (path: string): string => resolve(folder, path)
  const sizes = new Map<string, number>()
  for (const output of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      sizes.set(idOf(path), (sizes.get(idOf(path)) ?? 0) + bytesInOutput)
    }
  }
  const importers = Map.groupBy(
    Object.entries(inputs).flatMap(([from, { imports }]) =>
      imports
        .filter(({ external, entryPoint }) => !external || entryPoint !== undefined)
        .map(({ path, entryPoint = path }) => ({ from: idOf(from), to: idOf(entryPoint) })),
    ),
    ({ to }) => to,
  )
  return { sizes, importers: (id) => importers.get(id)?.map(({ from }) => from) ?? [] }
}
