import { tokens, type Stage } from '../stage'
import { renderProse } from '../prose/render'
import { originalOf, refOf, type Part } from '../parts'
import { accept } from './accept'
import { FEWEST_TOKENS } from './structure'

/** A selection is counted after it is made; when it is still too long it is made again, smaller. */
const ATTEMPTS = 3

/** The sentences that matter for the query; without one, those that say most. What is left of the target goes to prose in equal shares. */
export async function selectProse({ given, parts, options, targetTokens }: Stage): Promise<void> {
  const prose = parts.filter(
    (part) => part.type === 'prose' && part.pieces === null && part.tokensBefore >= FEWEST_TOKENS,
  )
  const free = targetTokens - (tokens(parts, 'tokensAfter') - tokens(prose, 'tokensAfter'))
  const share = Math.max(0, free) / Math.max(1, tokens(prose, 'tokensBefore'))
  for (const part of prose) await select(part, share, given.query, options)
}

async function select(part: Part, share: number, query: string, options: Stage['options']): Promise<void> {
  const { lines, wanted } = part.text
  const ref = refOf(part)
  const wish = share * part.tokensBefore
  let budget = share * originalOf(part).length
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const pieces = renderProse(lines, part.from, part.to, { ref, query, wanted, budget })
    const method = query === '' ? 'novelty, without a query' : 'query'
    await accept(part, pieces && { pieces, method, fidelity: 'selection' }, options)
    if (part.tokensAfter <= wish) return
    budget *= (wish / part.tokensAfter) * 0.98
  }
}
