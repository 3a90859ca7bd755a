import { expect, test } from 'vitest'
import {
  bunTargetsBrowser,
  esbuildTargetsBrowser,
  farmTargetsBrowser,
  rolldownTargetsBrowser,
  viteTargetsBrowser,
  webpackTargetsBrowser,
} from './browser-target.ts'

test('vite', () => {
  expect(viteTargetsBrowser({ config: { consumer: 'client' } })).toBe(true)
  expect(viteTargetsBrowser({ config: { consumer: 'server' } })).toBe(false)
})

test.each([
  [{}, true],
  [{ platform: 'browser' }, true],
  [{ platform: 'browser', conditions: ['module', 'custom'] }, true],
  [{ platform: 'browser', conditions: ['workerd', 'worker', 'browser'] }, false],
  [{ conditions: ['edge-light'] }, false],
  [{ platform: 'node' }, false],
  [{ platform: 'neutral' }, false],
])('esbuild with %j: %s', (options, expected) => {
  expect(esbuildTargetsBrowser(options)).toBe(expected)
})

test.each([
  [{}, false],
  [{ platform: 'browser' }, true],
  [{ platform: 'node' }, false],
])('rolldown with %j: %s', (options, expected) => {
  expect(rolldownTargetsBrowser(options)).toBe(expected)
})

test.each([
  [{}, true],
  [{ target: 'web' }, true],
  [{ target: ['web', 'es2022'] }, true],
  [{ target: 'browserslist:last 2 versions' }, true],
  [{ target: ['web', 'es2022'], resolve: { conditionNames: ['browser', 'import'] } }, true],
  [{ target: 'web', resolve: { conditionNames: ['workerd', 'import'] } }, false],
  [{ target: 'webworker' }, false],
  [{ target: 'browserslist: node 24' }, false],
  [{ target: 'node24' }, false],
  [{ target: ['node', 'es2022'] }, false],
  [{ target: false as const }, false],
  [{ name: 'client', target: ['web', 'es6'] }, true],
  [{ name: 'server', target: 'node18.17' }, false],
  [{ name: 'edge-server', target: ['web', 'es6'] }, false],
])('webpack and rspack with %j: %s', (options, expected) => {
  expect(webpackTargetsBrowser(options)).toBe(expected)
})

test.each([
  [{}, true],
  [{ targetEnv: 'browser' }, true],
  [{ targetEnv: 'browser-es2017' }, true],
  [{ targetEnv: 'node' }, false],
  [{ targetEnv: 'library' }, false],
])('farm with %j: %s', (output, expected) => {
  expect(farmTargetsBrowser(output)).toBe(expected)
})

test.each([
  [{}, true],
  [{ target: 'browser' }, true],
  [{ target: 'bun' }, false],
  [{ target: 'node' }, false],
])('bun with %j: %s', (options, expected) => {
  expect(bunTargetsBrowser(options)).toBe(expected)
})
