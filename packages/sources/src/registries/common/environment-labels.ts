/** The environments of a registry, by the names that they have in the project: `{ prod: 'production' }`. */
export type Labels = Readonly<Record<string, string>>

/** The environments to ask a registry for: the project's name of each, and the registry's. */
export function environmentLabels(
  environments: readonly string[],
  labels: Labels | undefined,
): { environment: string; label: string }[] {
  if (!labels) return environments.map((environment) => ({ environment, label: environment }))
  return environments.flatMap((environment) => {
    const label = Object.hasOwn(labels, environment) ? labels[environment] : undefined
    return label === undefined ? [] : [{ environment, label }]
  })
}
