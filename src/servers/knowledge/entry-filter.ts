/** Which entries; what is undefined does not matter. Times are UTC epoch ms, from inclusive, before exclusive. */
export interface EntryFilter {
  source?: string | undefined
  category?: string | undefined
  keyPrefix?: string | undefined
  updatedFrom?: number | undefined
  updatedBefore?: number | undefined
}
export interface Page {
  limit: number
  offset: number
}
export const orders = ['updatedAt', 'createdAt', 'key'] as const
export interface Order {
  by: (typeof orders)[number]
  direction: 'asc' | 'desc'
}

/** SQL over the parameters of `filterValues`. A key begins with a prefix up to the prefix and the last code point. */
export const matching = `(@source IS NULL OR source = @source) AND (@category IS NULL OR category = @category)
  AND (@keyPrefix IS NULL OR (key >= @keyPrefix AND key < @keyPrefix || char(1114111)))
  AND (@updatedFrom IS NULL OR updated_at >= @updatedFrom)
  AND (@updatedBefore IS NULL OR updated_at < @updatedBefore)`

export function filterValues(filter: EntryFilter): Record<string, string | number | null> {
  const { source, category, keyPrefix, updatedFrom, updatedBefore } = filter
  return {
    source: source ?? null,
    category: category ?? null,
    keyPrefix: keyPrefix ?? null,
    updatedFrom: updatedFrom ?? null,
    updatedBefore: updatedBefore ?? null,
  }
}

const columns = { updatedAt: 'updated_at', createdAt: 'created_at', key: 'key' }

export function orderBy({ by, direction }: Order): string {
  return `ORDER BY ${columns[by]} ${direction}, id ${direction}`
}
