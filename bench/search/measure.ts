/**
 * Which way of searching finds the answers of 542 labelled questions, and how fast. See README.md for the questions.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/search/measure.ts
 */
import { kinds, labelledCollection, type Question } from './labelled.ts'
import { plainSearches } from './plain-searches.ts'
import { placeOf, scoreOf } from './score.ts'
import { knowledgeSearch, memorySearch } from './server-searches.ts'

const { passages, questions } = labelledCollection()
console.log(`${passages.length} passages, ${questions.length} questions`)

for (const [name, search] of Object.entries(plainSearches(passages))) await measure(name, search)
const knowledge = await knowledgeSearch(passages)
await measure('search_knowledge over its socket', knowledge.search)
await measure('search_knowledge, asked again (cached)', knowledge.search)
await knowledge.close()
const memory = await memorySearch(passages)
await measure('search_memory over its socket', memory.search)
await memory.close()

async function measure(
  name: string,
  search: (query: string) => readonly number[] | Promise<readonly number[]>,
): Promise<void> {
  const asked: { question: Question; place: number | null; ms: number }[] = []
  for (const question of questions) {
    const started = performance.now()
    const found = await search(question.text)
    asked.push({ question, place: placeOf(question, found), ms: performance.now() - started })
  }
  const of = (keep: (question: Question) => boolean): string => {
    const { anyAt5, anyAt10, meanReciprocalRank } = scoreOf(
      asked.filter(({ question }) => keep(question)).map(({ place }) => place),
    )
    return [anyAt5, anyAt10, meanReciprocalRank].map((value) => value.toFixed(3)).join(' ')
  }
  const times = asked.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(share * times.length)] ?? 0).toFixed(2)
  const parts = kinds.map((kind) => of((question) => question.kind === kind))
  const whole = [of(() => true), of(({ isHeldOut }) => isHeldOut)]
  console.log(`| ${[name, ...parts, ...whole, `${at(0.5)} / ${at(0.95)}`].join(' | ')} |`)
}
