import { expect, test } from 'vitest'
import { renewManifest } from './renew-manifest.ts'

const manifest = Buffer.from('{ "ä": 1, "b": 22, "c": 3 }')

test('puts new entries in the place of old ones, of any length', () => {
  const renewed = renewManifest(manifest, [
    ['"ä": 1', '"ä": 1000'],
    ['"b": 22', '"b": "ö"'],
  ])
  expect(renewed?.toString()).toBe('{ "ä": 1000, "b": "ö", "c": 3 }')
})

test('gives up when an entry is not there, or when there are many', () => {
  expect(renewManifest(manifest, [['"x": 1', '"x": 2']])).toBeUndefined()
  expect(renewManifest(manifest, [['', '"x": 2']])).toBeUndefined()
  expect(
    renewManifest(
      manifest,
      Array.from({ length: 32 }, () => ['"b": 22', '"b": 22'] as const),
    ),
  ).toBeUndefined()
})
