import fc from 'fast-check'

/** Any text: control characters, lone surrogates, what is no character. fast-check's own takes seconds to be made. */
export function anyText(maxLength = 12): fc.Arbitrary<string> {
  const ranges = [0x7f, 0xff, 0xffff, 0x10ffff].map((most) => fc.nat(most))
  return fc.array(fc.oneof(...ranges), { maxLength }).map((points) => String.fromCodePoint(...points))
}
