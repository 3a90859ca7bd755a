import fc from 'fast-check'

/** Any text at all: control characters, lone surrogates, what is no character. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const point = fc.oneof(fc.nat(0x7f), fc.nat(0x2fff), fc.nat(0x10ffff))
  return fc.array(point, { maxLength }).map((points) => String.fromCodePoint(...points))
}
