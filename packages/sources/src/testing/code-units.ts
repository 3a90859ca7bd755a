import fc from 'fast-check'

/** Any text, lone surrogates among it. (`fc.string({ unit: 'binary' })` takes seconds to be made.) */
export const codeUnits: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units))
