export {
  type AnswerOptions,
  answerWith,
  type Behaviour,
  cutAfter,
  type FailOptions,
  failAfter,
  failWith,
  type Pace,
  stallAfter,
} from './behaviour.ts'
export { type FakeProvider, type FakeRequest, fakeProvider } from './fake-provider.ts'
export { seededRandom } from './seeded-random.ts'
export { type VirtualClock, virtualClock } from './virtual-clock.ts'
