/**
 * How often search mode finds the right tool, and what it saves.
 * node --import ./tests/support/typescript-sources.mjs bench/search-mode/measure.ts [--misses]
 */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { SearchMode } from '../../src/gateway/catalog/search/search-mode'
import { modelText } from '../../src/shared/mcp/model-text'
import { searchToolDefinitions } from '../../src/shared/mcp/search-tools'
import { anyAt, heldOut, meanReciprocalRank, ranks, shown, tuned, type Rank } from './labelled'
import { servers } from './servers'

const tokens = (definitions: readonly Record<string, unknown>[]): number =>
  definitions.reduce((sum, definition) => sum + countTokens(modelText(definition)), 0)
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const row = (name: string, all: readonly Rank[]): string =>
  `| ${name} | ${all.length} | ${percent(anyAt(all, 1))} | ${percent(anyAt(all, 5))} | ${percent(anyAt(all, 10))} | ${meanReciprocalRank(all).toFixed(3)} |`

const all = [...tuned, ...heldOut]
const startedAt = performance.now()
const found = ranks(all)
const perQuestionMs = (performance.now() - startedAt) / all.length
const full = tokens(shown.map(({ definition }) => definition))
const search = tokens(
  searchToolDefinitions(
    servers.map(({ title }) => title),
    shown.length,
  ),
)
console.log(`${servers.length} servers, ${shown.length} tools, ${all.length} questions\n`)
console.log(
  '| questions | number | right tool first | in the first 5 | in the first 10 | MRR |\n|---|---|---|---|---|---|',
)
console.log(row('all', found))
console.log(row('seen while words and weights were chosen', ranks(tuned)))
console.log(row('held out', ranks(heldOut)))
console.log(
  `\nAll definitions: ${full} tokens. Search mode: ${search} tokens. Saved: ${percent(1 - search / full)}.`,
)
console.log(`Index and search together: ${perQuestionMs.toFixed(2)} ms a question.`)

const mode = new SearchMode({
  titles: new Map(servers.map(({ id, title }) => [id, title])),
  tools: shown,
  route: () => ({ kind: 'refuse', code: 0, message: '' }),
})
const answers = all.map(({ text }) => {
  const route = mode.tool({ name: 'search_tools', arguments: { query: text } }, () => true)
  return route?.kind === 'answer' ? countTokens(JSON.stringify(route.result)) : 0
})
const mean = (numbers: readonly number[]): number =>
  Math.round(numbers.reduce((sum, number) => sum + number, 0) / numbers.length)
console.log(
  `An answer of search_tools: ${mean(answers)} tokens; a definition, as describe_tool gives it: ${Math.round(full / shown.length)}.`,
)
if (process.argv.includes('--misses'))
  for (const [index, rank] of found.entries())
    if (rank === null || rank > 5)
      console.log(rank ?? '-', all[index]?.text, '|', all[index]?.right.join(' '))
