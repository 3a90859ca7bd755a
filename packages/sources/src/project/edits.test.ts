import { expect, test } from 'vitest'
import { Edits } from './edits.ts'

test('at first anything may have changed', () => {
  expect(new Edits().take()).toBeUndefined()
})

test('gathers files, each once, until they are taken', () => {
  const edits = new Edits()
  edits.take()
  edits.add(['a', 'b'])
  edits.add(['b'])
  expect(edits.take()).toEqual(['a', 'b'])
  expect(edits.take()).toEqual([])
})

test('one unknown change outweighs all others', () => {
  const edits = new Edits()
  edits.take()
  edits.add(['a'])
  edits.add(undefined)
  edits.add(['b'])
  expect(edits.take()).toBeUndefined()
})
