import { expectTypeOf, test } from 'vitest'
import {
  checkOrder,
  type Order,
  type OrderCategory,
  type OrderInput,
  type OrderItem,
} from '../../fixtures/json-schema/generated/order.js'

const order: Order = {
  number: 'A-1234',
  status: 'open',
  items: [{ sku: 'x', count: 1 }],
  payment: { by: 'cash' },
  tree: { name: 'a', parts: [{ name: 'b' }] },
}

test('a printed type is the type that one would write', () => {
  expectTypeOf<Order['status']>().toEqualTypeOf<'open' | 'shipped' | 'cancelled'>()
  expectTypeOf<Order['note']>().toEqualTypeOf<string | null | undefined>()
  expectTypeOf<Order['items']>().toEqualTypeOf<{ sku: string; count: number; price?: number }[]>()
  expectTypeOf<Order['size']>().toEqualTypeOf<[number, number] | undefined>()
  expectTypeOf<Order['labels']>().toEqualTypeOf<{ [name: string]: string } | undefined>()
  expectTypeOf<Order['payment']>().toEqualTypeOf<{ by: 'transfer'; iban: string } | { by: 'cash' | 'card' }>()
  expectTypeOf<OrderCategory['parts']>().toEqualTypeOf<OrderCategory[] | undefined>()
  expectTypeOf(checkOrder).toEqualTypeOf<(value: unknown) => string | undefined>()
})

test('a union is narrowed by its tag', () => {
  const { payment } = order
  if (payment.by === 'transfer') expectTypeOf(payment.iban).toEqualTypeOf<string>()
})

test('an input takes readonly arrays, an output has mutable ones', () => {
  const items: readonly OrderItem[] = order.items
  const input: OrderInput = { ...order, items, size: [1, 2] as const }
  expectTypeOf(input).toExtend<OrderInput>()
  // @ts-expect-error an output's array can be changed
  const output: Order = { ...order, items }
  void output
})

test('what must not compile', () => {
  // @ts-expect-error a missing property
  const missing: OrderItem = { sku: 'x' }
  // @ts-expect-error a value that enum does not list
  const status: Order['status'] = 'Open'
  // @ts-expect-error a property that the schema does not have
  const unknown: OrderItem = { sku: 'x', count: 1, colour: 'red' }
  // @ts-expect-error an optional property that is there, but undefined
  const absent: OrderItem = { sku: 'x', count: 1, price: undefined }
  // @ts-expect-error a tuple that is too short
  const size: NonNullable<Order['size']> = [1]
  // @ts-expect-error a branch of the union without its property
  const payment: Order['payment'] = { by: 'transfer' }
  // @ts-expect-error a wrong type deep down
  const tree: OrderCategory = { name: 'a', parts: [{ name: 'b', parts: [{ name: 1 }] }] }
  void [missing, status, unknown, absent, size, payment, tree]
})
