import { expect, test } from 'vitest'
import { linkTools } from './link-tools.ts'
import type { Part, Turn } from './turn.ts'

const call = (id: string | undefined, name = 'x'): Part => ({ type: 'tool_call', id, name, arguments: '{}' })
const result = (id?: string, name?: string): Part => ({
  type: 'tool_result',
  id,
  name,
  content: [],
  isError: false,
})
const model = (...parts: Part[]): Turn => ({ role: 'assistant', parts })
const user = (...parts: Part[]): Turn => ({ role: 'user', parts })

/** The ids after linking, a list a turn; `!` before a message that stays as it is. */
function link(turns: (Turn | { native: Turn })[], ids?: RegExp): string[] {
  const entries = turns.map((turn) =>
    'native' in turn
      ? { message: {}, turn: turn.native, native: true }
      : { message: {}, turn, native: false },
  )
  linkTools(entries, ids)
  return entries.map(({ native, turn }) => {
    const parts = turn.parts.map((part) => ('id' in part ? `${part.id}:${part.name}` : part.type))
    return `${native ? '!' : ''}${parts.join(' ')}`
  })
}

const strict = /^[\w-]{1,8}$/

test('accepted ids stay; results get the name of their call', () => {
  expect(link([model(call('a'), call('b', 'y')), user(result('b'), result('a'))])).toEqual([
    'a:x b:y',
    'b:y a:x',
  ])
})

test('other ids are replaced by the same one wherever they are, and by different ones where they differ', () => {
  const history = () => [
    model(call('a|b'), call('a/b'), call('')),
    user(result(''), result('a|b'), result('a/b')),
  ]
  const [calls = '', results = ''] = link(history(), /^[\w-]{1,64}$/)
  const [first, second, third] = calls.split(' ')
  expect(results.split(' ')).toEqual([third, first, second])
  expect(new Set([first, second, third]).size).toBe(3)
  expect(calls).toMatch(/^(call_\w+:x ?){3}$/)
  expect(link(history(), /^[\w-]{1,64}$/)).toEqual([calls, results])
})

test('an id that is taken is not given away, nor used twice', () => {
  const [replaced = ''] = link([model(call('a|b'))], /^\w+$/)
  const taken = replaced.split(':')[0]
  const [first, second] = link([model(call(taken)), model(call('a|b'))], /^\w+$/)
  expect(first).toBe(replaced)
  expect(second).toMatch(/^call_\w+:x$/)
  expect(second).not.toBe(first)
})

test('an id that comes back in a later reply is another call', () => {
  const [one, two, three, four] = link([
    model(call('call_0')),
    user(result('call_0')),
    model(call('call_0', 'y')),
    user(result('call_0')),
  ])
  expect([one, two]).toEqual(['call_0:x', 'call_0:x'])
  expect(three).toMatch(/^call_\w+:y$/)
  expect(three).not.toBe('call_0:y')
  expect(four).toBe(three)
})

test('a result answers the latest call of its id, when an earlier one was given up', () => {
  const [first, , later, answer] = link([
    model(call('call_0')),
    user({ type: 'text', text: 'Never mind' }),
    model(call('call_0', 'y')),
    user(result('call_0')),
  ])
  expect(first).toBe('call_0:x')
  expect(answer).toBe(later)
})

test('calls without ids are matched by name and order', () => {
  const [calls = '', results = ''] = link([
    model(call(undefined), call(undefined, 'y'), call(undefined)),
    user(result(undefined, 'y'), result(undefined, 'x'), result(undefined, 'x')),
  ])
  const [first, second, third] = calls.split(' ')
  expect(results.split(' ')).toEqual([second, first, third])
  expect(new Set([first, second, third]).size).toBe(3)
})

test('a native call without an id takes the results in order, and they get none', () => {
  expect(
    link([{ native: model(call(undefined), call(undefined, 'y')) }, user(result('1'), result('2'))]),
  ).toEqual(['!undefined:x undefined:y', 'undefined:x undefined:y'])
})

test('native ids are not given to others', () => {
  const [first, second] = link([model(call('a')), { native: model(call('a')) }])
  expect(first).toMatch(/^call_\w+:x$/)
  expect(second).toBe('!a:x')
})

test('a native result whose call was given another id is written anew', () => {
  const [calls, results] = link([model(call('a|b')), { native: user(result('a|b')) }], strict)
  expect(results).toBe(calls)
  expect(link([{ native: model(call('a')) }, { native: user(result('a')) }], strict)).toEqual([
    '!a:x',
    '!a:x',
  ])
})

test('a result without a call keeps its id if it may', () => {
  expect(link([user(result('a'))], strict)).toEqual(['a:undefined'])
  expect(link([{ native: user(result('a|b')) }], strict)).toEqual(['!a|b:undefined'])
  expect(link([user(result('a|b'))], /^\w+$/)[0]).toMatch(/^call_\w+:undefined$/)
  expect(link([user(result())])[0]).toMatch(/^\w+:undefined$/)
})
