/** What stands in place of the key, should the other side send it back. */
export const KEY_MARK = '[key]'

/**
 * A value as parsed from JSON, with the key taken out of every text and every property's name. At the end of the way, because
 * JSON may write the key so (`\u0073b_...`) that it is not to be seen before it is parsed.
 */
export function withoutKey<T>(value: T, key: string): T {
  return without(value, key) as T
}

function without(value: unknown, key: string): unknown {
  if (typeof value === 'string') return value.replaceAll(key, KEY_MARK)
  if (Array.isArray(value)) return value.map((item) => without(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [without(name, key), without(item, key)]),
  )
}
