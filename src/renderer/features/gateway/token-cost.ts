import type { ContextCost } from '@shared/contract/trust'
import { formatCount, formatPercent } from '../../ui/format'

/** `1,240 tokens`; `about` while some definition is not counted yet. */
export function tokenCost(cost: Pick<ContextCost, 'definitionTokens' | 'exact'> | null): string {
  if (!cost) return '–'
  return `${cost.exact ? '' : 'about '}${formatCount(cost.definitionTokens)} tokens`
}

/** What search mode saves, in words. */
export function savingWords({ definitionTokens, searchModeTokens }: ContextCost): string {
  const saved = definitionTokens - searchModeTokens
  const figures = `${formatCount(searchModeTokens)} instead of ${formatCount(definitionTokens)} tokens`
  if (saved <= 0) return `Search mode would cost more here: ${figures}.`
  return `Search mode saves ${formatPercent((saved / definitionTokens) * 100)}: ${figures}.`
}
