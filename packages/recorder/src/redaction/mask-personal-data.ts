import type { RecorderEvent } from '../recording.ts'

/** What is looked for, and what stands in its place. */
interface Rule {
  pattern: RegExp
  mask: string
  /** Whether what was found is what it looks like. */
  isIt?: (text: string) => boolean
}

const RULES: readonly Rule[] = [
  // Begins where a word does: from each of its letters on it would take a square of the time for a long one.
  {
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu,
    mask: '[email]',
  },
  { pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, mask: '[iban]', isIt: isIban },
  { pattern: /\b(?:\d[ -]?){12,18}\d\b/g, mask: '[card]', isIt: isCard },
  { pattern: /\b\d{3}-\d{2}-\d{4}\b/g, mask: '[ssn]' },
  { pattern: /\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b/g, mask: '[ip]' },
  {
    pattern: /(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,8}){1,4}(?![\w.])/g,
    mask: '[phone]',
    isIt: isPhone,
  },
  { pattern: /\+\d{9,15}\b/g, mask: '[phone]' },
]

/** The keys of an event that a customer's words can be in. */
const CONTENT: readonly string[] = [
  'request',
  'variables',
  'answer',
  'input',
  'output',
  'values',
  'metadata',
  'session',
]

/**
 * Masks e-mail addresses, IBANs and card numbers with a right check digit, phone numbers, US social security numbers and
 * IPv4 addresses, for `createRecorder({ redact: maskPersonalData })`. Names and addresses of people are not found by
 * rules: for these, write your own.
 */
export function maskPersonalData(event: RecorderEvent): RecorderEvent {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => [key, CONTENT.includes(key) ? mask(value) : value]),
  ) as unknown as RecorderEvent
}

function mask(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map(mask)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'id' ? inner : mask(inner)]),
  )
}

/** What every rule needs: an @, or digits in a row, with what may stand between them. */
const HINT = /@|\d[\d .()-]{5}|[A-Z]{2}\d{2}/

function maskText(text: string): string {
  if (!HINT.test(text)) return text
  return RULES.reduce(
    (masked, { pattern, mask: name, isIt }) =>
      masked.replace(pattern, (found) => (!isIt || isIt(found) ? name : found)),
    text,
  )
}

/** Luhn's check digit (ISO/IEC 7812-1). */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return digits.length >= 13 && digits.length <= 19 && sum % 10 === 0
}

/** The check digits of ISO 13616: 1 modulo 97. */
function isIban(text: string): boolean {
  const plain = text.replace(/ /g, '')
  const digits = `${plain.slice(4)}${plain.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  return plain.length >= 15 && BigInt(digits) % 97n === 1n
}

/** A date, or a list of small numbers, is no phone number. */
function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  return digits.length >= 9 && digits.length <= 15 && !/^\d{4}[-. ]\d{2}[-. ]\d{2}/.test(text)
}
