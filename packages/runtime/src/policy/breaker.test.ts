import { describe, expect, test } from 'vitest'
import type { FailureKind } from '../failure-kind.ts'
import { virtualClock } from '../testing/virtual-clock.ts'
import { type BreakerOptions, createBreaker } from './breaker.ts'

const gpt = { provider: 'openai', model: 'gpt' }
const mini = { provider: 'openai', model: 'mini' }
const claude = { provider: 'anthropic', model: 'claude' }

function setUp(options: BreakerOptions = {}) {
  const clock = virtualClock()
  const { enter } = createBreaker(clock, options)
  const breaker = {
    /** The pass, unless the circuit is open and nothing forces it. */
    enter(candidate: typeof gpt, force: boolean) {
      const pass = enter(candidate)
      return pass.state === 'open' && !force ? undefined : pass
    },
  }
  const fail = (kind: FailureKind, times = 1, candidate = gpt) => {
    for (let i = 0; i < times; i++) breaker.enter(candidate, false)?.end(kind)
  }
  return { clock, breaker, fail }
}

/** The state, found out by a request that tells nothing. */
const stateOf = ({ breaker }: ReturnType<typeof setUp>, candidate = gpt) => {
  const pass = breaker.enter(candidate, false)
  pass?.end('aborted')
  return pass?.state ?? 'open'
}

describe('opens', () => {
  test('after five failures in thirty seconds', async () => {
    const world = setUp()
    world.fail('server', 4)
    expect(stateOf(world)).toBe('closed')
    await world.clock.advance(29_999)
    world.fail('server')
    expect(stateOf(world)).toBe('open')
  })

  test('not when the failures are further apart', async () => {
    const world = setUp()
    for (let i = 0; i < 20; i++) {
      world.fail('server')
      await world.clock.advance(7_501)
    }
    expect(stateOf(world)).toBe('closed')
  })

  test('not when answers outnumber the failures more than ten to one', () => {
    const world = setUp()
    for (let i = 0; i < 50; i++) {
      world.fail('server')
      for (let j = 0; j < 11; j++) world.breaker.enter(gpt, false)?.end()
    }
    expect(stateOf(world)).toBe('closed')
  })

  test.each([
    'bad_request',
    'refusal',
    'max_tokens',
    'aborted',
    'deadline',
    'context_window',
    'empty',
  ] as const)('never on %s', (kind) => {
    const world = setUp()
    world.fail(kind, 100)
    expect(stateOf(world)).toBe('closed')
  })

  test('as often as the options say', () => {
    const world = setUp({ failures: 2, coolDown: 100 })
    world.fail('server', 2)
    expect(stateOf(world)).toBe('open')
  })
})

describe('scopes', () => {
  test('a model that fails leaves the other models alone', () => {
    const world = setUp()
    world.fail('overloaded', 5)
    expect(stateOf(world, gpt)).toBe('open')
    expect(stateOf(world, mini)).toBe('closed')
  })

  test('a provider that cannot be reached is left alone with all models, and no other', () => {
    const world = setUp()
    world.fail('connection', 5)
    expect(stateOf(world, mini)).toBe('open')
    expect(stateOf(world, claude)).toBe('closed')
  })

  test.each(['auth', 'quota'] as const)('one %s opens the key for all models at once', (kind) => {
    const world = setUp()
    world.fail(kind)
    expect(stateOf(world, mini)).toBe('open')
    expect(stateOf(world, claude)).toBe('closed')
  })

  test('one 404 opens its model at once', () => {
    const world = setUp()
    world.fail('not_found')
    expect(stateOf(world, gpt)).toBe('open')
    expect(stateOf(world, mini)).toBe('closed')
  })
})

describe('heals', () => {
  test('with one probe after five seconds; all others are turned away meanwhile', async () => {
    const world = setUp()
    world.fail('server', 5)
    await world.clock.advance(4_999)
    expect(world.breaker.enter(gpt, false)).toBeUndefined()
    await world.clock.advance(1)
    const probe = world.breaker.enter(gpt, false)
    expect(probe?.state).toBe('half_open')
    expect(world.breaker.enter(gpt, false)).toBeUndefined()
    expect(probe?.end()).toBe(true)
    expect(stateOf(world)).toBe('closed')
    // It starts from nothing again.
    world.fail('server', 4)
    expect(stateOf(world)).toBe('closed')
  })

  test('with ever longer cool-downs, of at most fifteen seconds', async () => {
    const world = setUp()
    world.fail('server', 5)
    for (const coolDown of [5_000, 10_000, 15_000, 15_000]) {
      await world.clock.advance(coolDown - 1)
      expect(world.breaker.enter(gpt, false)).toBeUndefined()
      await world.clock.advance(1)
      expect(world.breaker.enter(gpt, false)?.end('server')).toBe(false)
    }
  })

  test('the first content of the probe lets the others in, on trial', async () => {
    const world = setUp()
    world.fail('server', 5)
    await world.clock.advance(5_000)
    const probe = world.breaker.enter(gpt, false)
    probe?.alive()
    expect(stateOf(world)).toBe('closed')
    probe?.end('truncated')
    expect(stateOf(world)).toBe('open')
    // It did not stay well: the cool-down goes on growing.
    await world.clock.advance(9_999)
    expect(world.breaker.enter(gpt, false)).toBeUndefined()
    await world.clock.advance(1)
    const second = world.breaker.enter(gpt, false)
    second?.alive()
    second?.end()
    world.fail('server', 4)
    expect(stateOf(world)).toBe('closed')
  })

  test('a probe that tells nothing passes its right on', async () => {
    const world = setUp()
    world.fail('server', 5)
    await world.clock.advance(5_000)
    world.breaker.enter(gpt, false)?.end('aborted')
    expect(world.breaker.enter(gpt, false)?.state).toBe('half_open')
  })

  test('a probe that hangs loses its right after ten seconds', async () => {
    const world = setUp()
    world.fail('server', 5)
    await world.clock.advance(5_000)
    const first = world.breaker.enter(gpt, false)
    await world.clock.advance(9_999)
    expect(world.breaker.enter(gpt, false)).toBeUndefined()
    await world.clock.advance(1)
    const second = world.breaker.enter(gpt, false)
    expect(second?.state).toBe('half_open')
    // The first has no say any more.
    first?.end('server')
    expect(second?.end()).toBe(true)
  })

  test('after a quiet time the first cool-down is short again', async () => {
    const world = setUp()
    world.fail('server', 5)
    await world.clock.advance(5_000)
    world.breaker.enter(gpt, false)?.end('server')
    await world.clock.advance(10_000)
    world.breaker.enter(gpt, false)?.end()
    await world.clock.advance(60_000)
    world.fail('server', 5)
    await world.clock.advance(5_000)
    expect(stateOf(world)).toBe('half_open')
  })
})

describe('by force', () => {
  test('an open circuit lets through, and heals by a success', () => {
    const world = setUp()
    world.fail('server', 5)
    const pass = world.breaker.enter(gpt, true)
    expect(pass?.state).toBe('open')
    pass?.end()
    expect(stateOf(world)).toBe('closed')
  })

  test('failures do not prolong the cool-down', async () => {
    const world = setUp()
    world.fail('server', 5)
    for (let i = 0; i < 20; i++) world.breaker.enter(gpt, true)?.end('server')
    await world.clock.advance(5_000)
    expect(stateOf(world)).toBe('half_open')
  })

  test('it does not take the probe’s right', async () => {
    const world = setUp()
    world.fail('server', 5)
    await world.clock.advance(5_000)
    const probe = world.breaker.enter(gpt, false)
    expect(world.breaker.enter(gpt, true)?.state).toBe('open')
    expect(probe?.end()).toBe(true)
  })
})

describe('holds', () => {
  test('a circuit open for as long as the provider asks', async () => {
    const world = setUp()
    world.breaker.enter(gpt, false)?.end('rate_limit', 40_000)
    await world.clock.advance(39_999)
    expect(stateOf(world)).toBe('open')
    await world.clock.advance(1)
    expect(stateOf(world)).toBe('half_open')
  })

  test('but not for days', async () => {
    const world = setUp()
    world.breaker.enter(gpt, false)?.end('rate_limit', Number.POSITIVE_INFINITY)
    await world.clock.advance(600_000)
    expect(stateOf(world)).toBe('half_open')
  })

  test('also when it was open already', async () => {
    const world = setUp()
    const late = world.breaker.enter(gpt, false)
    world.fail('server', 5)
    late?.end('rate_limit', 20_000)
    await world.clock.advance(19_999)
    expect(stateOf(world)).toBe('open')
  })
})

test('a late success of before the opening does not close', () => {
  const world = setUp()
  const early = world.breaker.enter(gpt, false)
  world.fail('server', 5)
  early?.end()
  expect(stateOf(world)).toBe('open')
})
