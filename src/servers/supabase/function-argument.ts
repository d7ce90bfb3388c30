import { arrayLiteral } from './filter-value'

/** A function's argument in PostgreSQL's own text form; null stays null, which has none. */
export function argumentText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  return Array.isArray(value) ? arrayLiteral(value) : JSON.stringify(value)
}
