import { describe, expect, test } from 'vitest'
import type { NewRecording } from '../storage/recording.ts'
import { newRecording as recording } from './new-recording.ts'
import type { OpenedStorage } from './opened-storage.ts'
import { systemActor as actor } from './test-registry.ts'

/** The part of the contract that is about recordings. */
export function recordingContract(withProject: () => Promise<OpenedStorage>): void {
  describe('recordings', () => {
    test('are kept as they came, once', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      const full: NewRecording = {
        ...recording('r1'),
        traceId: 't',
        versionId: 'v',
        environment: 'prod',
        provider: 'openai',
        model: 'gpt',
        endedAt: 2_000,
        promptTokens: 3,
        completionTokens: 4,
        fallback: true,
        testRunId: 'run',
        testCaseId: 'case',
        evalResults: { good: true },
        body: { messages: [{ content: 'NUL \u0000, \ud800 and ü' }], inputs: { a: [1, null] } },
      }
      const { sessionMetadata: _, ...kept } = full
      await recordings.add([full, recording('r1', { text: 'a copy' }), recording('r2')])
      await recordings.add([recording('r1', { text: 'another copy' })])
      expect(await recordings.find('p', 'r1')).toEqual({
        ...kept,
        feedback: {},
        rating: undefined,
        recordedAt: expect.any(Number),
      })
      expect(await recordings.find('other', 'r1')).toBeUndefined()
      await recordings.add([recording('r1', { projectId: 'other' })])
      expect((await recordings.list('p', {}, { size: 10 })).items).toHaveLength(2)
      expect((await recordings.list('other', {}, { size: 10 })).items).toHaveLength(1)
    })

    test('take more messages, results and feedback', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      await recordings.add([recording('r1', { evalResults: { a: 1, b: true } })])
      const more = { messages: [{ role: 'user', content: 'Zebra' }], evalResults: { b: false, c: 'x' } }
      expect(await recordings.update('p', 'r1', more, actor)).toBe(true)
      expect(await recordings.update('other', 'r1', more, actor)).toBe(false)
      expect(
        await recordings.addFeedback('p', 'r1', { stars: 4, freeplay_feedback: 'positive' }, actor),
      ).toBe(true)
      expect(await recordings.addFeedback(undefined, 'r1', { stars: 5 }, actor)).toBe(true)
      expect(await recordings.addFeedback('other', 'r1', { stars: 1 }, actor)).toBe(false)
      expect(await recordings.find('p', 'r1')).toMatchObject({
        body: { messages: [{ content: 'Hello' }, { content: 'Zebra' }] },
        evalResults: { a: 1, b: false, c: 'x' },
        feedback: { stars: 5, freeplay_feedback: 'positive' },
        rating: 'positive',
      })
      expect((await recordings.list('p', { text: 'zebra hello' }, { size: 10 })).items).toHaveLength(1)
    })

    test('updates at the same time all count', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      await recordings.add([recording('r1')])
      await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          recordings.update('p', 'r1', { messages: [i], evalResults: { [`e${i}`]: i } }, actor),
        ),
      )
      const found = await recordings.find('p', 'r1')
      expect(found?.body.messages).toHaveLength(11)
      expect(Object.keys(found?.evalResults ?? {})).toHaveLength(10)
    })

    test('one that cannot be kept takes none with it into the store', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      await expect(
        recordings.add([recording('r1'), recording('r2', { projectId: 'none' })]),
      ).rejects.toThrow()
      expect(await recordings.find('p', 'r1')).toBeUndefined()
    })

    test('are found by what they are', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      await recordings.add([
        recording('a', { environment: 'prod', model: 'm1', startedAt: 10, sessionId: 's1' }),
        recording('b', { environment: 'fallback', model: 'm2', startedAt: 20, fallback: true }),
        recording('c', { environment: 'prod', model: 'm2', startedAt: 30, versionId: 'v' }),
      ])
      await recordings.addFeedback('p', 'a', { freeplay_feedback: 'negative' }, actor)
      const ids = async (filter: Parameters<typeof recordings.list>[1]): Promise<string[]> =>
        (await recordings.list('p', filter, { size: 10 })).items.map(({ id }) => id)
      expect(await ids({})).toEqual(['c', 'b', 'a'])
      expect(await ids({ environment: 'prod' })).toEqual(['c', 'a'])
      expect(await ids({ model: 'm2' })).toEqual(['c', 'b'])
      expect(await ids({ fallback: true })).toEqual(['b'])
      expect(await ids({ fallback: false })).toEqual(['c', 'a'])
      expect(await ids({ from: 20 })).toEqual(['c', 'b'])
      expect(await ids({ from: 10, to: 30 })).toEqual(['b', 'a'])
      expect(await ids({ feedback: 'negative' })).toEqual(['a'])
      expect(await ids({ feedback: 'positive' })).toEqual([])
      expect(await ids({ sessionId: 's1' })).toEqual(['a'])
      expect(await ids({ versionId: 'v', environment: 'prod', text: 'hello' })).toEqual(['c'])
    })

    test('pages neither skip nor repeat, while more arrive', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      const ids = Array.from({ length: 23 }, (_, i) => `r${i}`)
      // Some at the same time as others.
      await recordings.add(ids.map((id, i) => recording(id, { startedAt: Math.floor(i / 4) })))
      for (const filter of [{}, { text: 'hello' }]) {
        const seen: string[] = []
        let after: string | undefined
        do {
          const { items, next } = await recordings.list('p', filter, { size: 5, after })
          seen.push(...items.map(({ id }) => id))
          await recordings.add([
            recording(`late ${seen.length} ${JSON.stringify(filter)}`, { startedAt: 999 }),
          ])
          after = next
        } while (after !== undefined)
        expect(seen.filter((id) => !id.startsWith('late'))).toEqual(ids.toReversed())
        expect(new Set(seen).size).toBe(seen.length)
      }
      await expect(recordings.list('p', {}, { size: 5, after: 'x' })).rejects.toMatchObject({
        code: 'invalid_request',
      })
    })

    test('filters that leave little are found in pages that may be short', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      await recordings.add(
        Array.from({ length: 1_000 }, (_, i) =>
          recording(`r${i}`, {
            startedAt: i,
            environment: 'prod',
            model: i % 300 === 0 ? 'rare' : 'm',
            ...(i % 2 === 0 && { projectId: 'other' }),
          }),
        ),
      )
      for (const filter of [
        { environment: 'prod', model: 'rare' },
        { text: 'hello', model: 'rare' },
        { text: 'hello', model: 'rare', from: 0 },
      ]) {
        for (const patience of [0, 1_000]) {
          const seen: string[] = []
          let after: string | undefined
          let pages = 0
          do {
            const { items, next } = await recordings.list('other', filter, { size: 1, after, patience })
            seen.push(...items.map(({ id }) => id))
            after = next
            pages++
          } while (after !== undefined)
          expect(seen).toEqual(['r900', 'r600', 'r300', 'r0'])
          // Without patience, those that show nothing come in between, where an index does not serve it all.
          if (patience > 0 || !('text' in filter)) expect(pages).toBeLessThan(6)
          else expect(pages).toBeGreaterThan(20)
        }
      }
    })

    test('words, common and rare, are found as far back as they stand', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      const all = Array.from({ length: 3_000 }, (_, i) => {
        const rare = i % 700 === 0 ? 'rare' : ''
        const old = i < 1_300 ? 'old' : ''
        return recording(`r${i}`, { startedAt: i, text: `common ${rare} ${old} w${i % 5}` })
      })
      for (let i = 0; i < all.length; i += 500) await recordings.add(all.slice(i, i + 500))
      const found = async (text: string, from?: number): Promise<string[]> => {
        const seen: string[] = []
        for (let after: string | undefined; ; ) {
          const { items, next } = await recordings.list('p', { text, from }, { size: 90, after })
          seen.push(...items.map(({ id }) => id))
          if (next === undefined) return seen
          after = next
        }
      }
      const expected = (fits: (i: number) => boolean): string[] =>
        all
          .map((_, i) => i)
          .filter(fits)
          .map((i) => `r${i}`)
          .toReversed()
      expect(await found('common')).toEqual(expected(() => true))
      expect(await found('rare')).toEqual(expected((i) => i % 700 === 0))
      expect(await found('old w3')).toEqual(expected((i) => i < 1_300 && i % 5 === 3))
      expect(await found('common old', 1_290)).toEqual(expected((i) => i >= 1_290 && i < 1_300))
      expect(await found('rare none')).toEqual([])
    })

    test('are found by their words', async () => {
      await using opened = await withProject()
      const { recordings, projects } = opened.storage
      const cases: [text: string, said: string, found: boolean][] = [
        ['straße', 'Die STRASSE? Die Straße!', true],
        ['cafe creme', 'Un café, crème', true],
        ['naïve', 'naive', true],
        ['hello world', 'Hello, brave new world', true],
        ['hello moon', 'Hello world', false],
        ['hell', 'Hello', false],
        ['东京', '东京 is big', true],
        ["'; drop table recordings; --", 'drop the table of recordings', true],
        ['" OR "', 'one or two', true],
        ['a* NEAR(b) -c', 'a near b c', true],
        ['&|!:<->', 'anything', false],
        ['12ab 3.5', '12ab costs 3.5', true],
        ['ﬁsh', 'fish', true],
        ['İstanbul', 'istanbul', true],
        ['𝒳', 'x', true],
      ]
      for (const [i, [text, said, found]] of cases.entries()) {
        const { id: projectId } = await projects.create({ name: `search ${i}` }, actor)
        await recordings.add([
          recording('r', { text: said, projectId }),
          recording('q', { text: 'unrelated', projectId }),
        ])
        const { items } = await recordings.list(projectId, { text }, { size: 10 })
        expect([text, items.map(({ id }) => id)]).toEqual([text, found ? ['r'] : []])
      }
    })

    test('encoded media and endless words do not get in the way', async () => {
      await using opened = await withProject()
      const { recordings } = opened.storage
      const words = Array.from({ length: 4_000 }, (_, i) => `${'ü'.repeat(100)}${i} 𝒳${i}`).join(' ')
      const data = 'iVBORw0KGgo'.repeat(100_000)
      await recordings.add([
        { ...recording('r'), body: { messages: [{ content: 'needle' }, { data }, { content: words }] } },
      ])
      expect((await recordings.list('p', { text: 'needle' }, { size: 1 })).items).toHaveLength(1)
    })
  })
}
