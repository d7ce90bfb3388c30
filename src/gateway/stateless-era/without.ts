/** The same members but these. */
export function without(value: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  const rest = { ...value }
  for (const name of names) delete rest[name]
  return rest
}
