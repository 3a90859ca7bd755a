import fc from 'fast-check'

/**
 * Any text at all: control characters, lone surrogates, what is no character. `fc.string({ unit: 'binary' })` takes
 * seconds to be made.
 */
export function anyText(maxLength = 12): fc.Arbitrary<string> {
  const point = fc.oneof(fc.nat(0x7f), fc.nat(0x2fff), fc.nat(0x10ffff))
  return fc.array(point, { maxLength }).map((points) => String.fromCodePoint(...points))
}
