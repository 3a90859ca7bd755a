/** One page of a list, with numbers from 1. */
export function pageOf<Item>(items: readonly Item[], number: number, size: number): Item[] {
  return items.slice((number - 1) * size, number * size)
}

/** Items enough for three pages, made one by one. */
export function many<Item>(make: (index: number) => Item, count = 205): Item[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
