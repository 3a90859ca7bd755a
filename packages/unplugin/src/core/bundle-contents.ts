/**
 * What a bundler put into its output. Every bundler's own hooks tell it in this form, so that {@link guardClient} and
 * {@link printBundleManifest} work for all.
 */
export interface BundleContents {
  /** How many bytes of each module the output holds, by the module's id; modules of which nothing is left may miss. */
  sizes: ReadonlyMap<string, number>
  /** The modules that import a module, statically or dynamically. */
  importers: (id: string) => readonly string[]
}
