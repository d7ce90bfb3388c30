import { server } from '@servers/knowledge/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { labelledCollection, type Question } from '../../bench/search/labelled'
import { placeOf, scoreOf } from '../../bench/search/score'
import { serve, type Served } from '../support/served'

/** A little below what bench/search/results.md records; a change of the search must not cost answers unseen. */
const floors = { story: [0.72, 0.48], riddle: [0.28, 0.16], jargon: [0.87, 0.73] } as const

const { passages, questions } = labelledCollection()
let served: Served
const places = new Map<Question, number | null>()

beforeAll(async () => {
  served = await serve(server)
  const { client } = await served.connect()
  const entries = passages.map(({ book, key, text }) => ({ source: book, key, value: text }))
  for (let at = 0; at < entries.length; at += 200)
    await client.callTool({ name: 'remember_batch', arguments: { entries: entries.slice(at, at + 200) } })
  const ids = new Map(passages.map(({ book, key, id }) => [`${book} ${key}`, id]))
  for (const question of questions) {
    const { structuredContent } = await client.callTool({
      name: 'search_knowledge',
      arguments: { text: question.text },
    })
    const { hits } = structuredContent as { hits: { source: string; key: string }[] }
    places.set(
      question,
      placeOf(
        question,
        hits.map(({ source, key }) => ids.get(`${source} ${key}`) ?? 0),
      ),
    )
  }
  await client.close()
})
afterAll(() => served.close())

test.each(Object.entries(floors))('answers to %s questions are found as often as recorded', (kind, floor) => {
  const asked = questions.filter((question) => question.kind === kind)
  expect(asked.length).toBeGreaterThanOrEqual(80)
  const { anyAt10, meanReciprocalRank } = scoreOf(asked.map((question) => places.get(question) ?? null))
  expect(anyAt10).toBeGreaterThanOrEqual(floor[0])
  expect(meanReciprocalRank).toBeGreaterThanOrEqual(floor[1])
})
