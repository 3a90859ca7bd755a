/** What templates ask of a value. */
export interface Shape {
  /** It is interpolated itself. */
  text: boolean
  /** It opens a section, plain or inverted. */
  section: boolean
  /** Some template cannot do without it. */
  required: boolean
  /** Names that are looked up in it. */
  fields: Map<string, Shape>
  /** What a section over it asks of each item. */
  item: Shape | undefined
}

export function emptyShape(): Shape {
  return { text: false, section: false, required: false, fields: new Map(), item: undefined }
}

/** The shape of a field, made if there is none. */
export function fieldOf(shape: Shape, name: string): Shape {
  const known = shape.fields.get(name)
  if (known) return known
  const field = emptyShape()
  shape.fields.set(name, field)
  return field
}

/** The shape of a section's items, made if there is none. */
export function itemOf(shape: Shape): Shape {
  shape.item ??= emptyShape()
  return shape.item
}
