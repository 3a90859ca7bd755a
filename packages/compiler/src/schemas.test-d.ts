import { expectTypeOf, test } from 'vitest'
import { triage } from '../fixtures/triage/generated/index.js'
import type { TriageOutput, TriageVariables } from '../fixtures/triage/generated/triage.js'

const ticket = { subject: 'Refund', body: 'Please.' }

test('the types of variables are exact from `inputs`', () => {
  expectTypeOf<TriageVariables>().toEqualTypeOf<{
    ticket: { subject: string; body: string; product?: 'app' | 'api' | 'billing' }
    customer?: string | null
    notes: readonly { author?: string; text: string }[]
  }>()
  triage.candidates.prod.request({ ticket, notes: [] })
  triage.candidates.prod.request({
    ticket: { ...ticket, product: 'api' },
    notes: [{ text: 'x' }],
    customer: null,
  })
  // @ts-expect-error not one of the products
  triage.candidates.prod.request({ ticket: { ...ticket, product: 'web' }, notes: [] })
  // @ts-expect-error a number is no string
  triage.candidates.prod.request({ ticket: { ...ticket, subject: 1 }, notes: [] })
  // @ts-expect-error notes are required
  triage.candidates.prod.request({ ticket })
  // @ts-expect-error nothing else is declared
  triage.candidates.prod.request({ ticket, notes: [], colour: 'red' })
})

test('the type of an answer comes from `output`', () => {
  const parsed = triage.candidates.prod.parseOutput({})
  if ('data' in parsed) expectTypeOf(parsed.data).toEqualTypeOf<TriageOutput>()
  else expectTypeOf(parsed.problem).toEqualTypeOf<string>()
  expectTypeOf<TriageOutput['priority']>().toEqualTypeOf<'low' | 'normal' | 'high'>()
  expectTypeOf<NonNullable<TriageOutput['parent']>['id']>().toEqualTypeOf<number>()
  // @ts-expect-error not a priority
  const wrong: TriageOutput = { priority: 'urgent', tags: [], reply: null }
  void wrong
})
