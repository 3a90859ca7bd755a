/** A request for the version of one prompt in one environment. */
export interface Lookup {
  prompt: string
  /** As the project names it. */
  environment: string
  /** As the registry names it. */
  label: string
}
