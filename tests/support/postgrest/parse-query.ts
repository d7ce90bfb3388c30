import { identifier, literal } from './engine'

const reserved = new Set(['select', 'order', 'limit', 'offset', 'columns', 'on_conflict'])
const symbols: Record<string, string> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'LIKE',
  ilike: 'ILIKE',
  cs: '@>',
  cd: '<@',
  ov: '&&',
}

/** `WHERE ...` of the filters in a query string, or nothing. */
export function whereOf(params: URLSearchParams): string {
  const conditions = [...params]
    .filter(([key]) => !reserved.has(key))
    .map(([key, value]) => condition(key, value))
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

export function orderOf(params: URLSearchParams): string {
  const order = params.get('order')
  if (!order) return ''
  const parts = splitList(order).map((part) => {
    const { name, rest } = readName(part)
    const words = rest.split('.').filter(Boolean)
    const nulls = words.find((word) => word.startsWith('nulls'))
    return `${identifier(name)}${words.includes('desc') ? ' DESC' : ''}${nulls ? ` NULLS ${nulls.slice(5)}` : ''}`
  })
  return ` ORDER BY ${parts.join(', ')}`
}

/** Names of a `select`, `columns` or `on_conflict` parameter as SQL; `*` when it is absent. */
export function columnsOf(text: string | null): string {
  if (text === null || text === '*') return '*'
  return splitList(text)
    .map((part) => identifier(readName(part).name))
    .join(', ')
}

function condition(key: string, value: string): string {
  const isNot = value.startsWith('not.')
  const [, op = '', rest = ''] = /^(\w+)\.(.*)$/s.exec(isNot ? value.slice(4) : value) ?? []
  const column = identifier(readName(key).name)
  const test = comparison(column, op, rest)
  return isNot ? `NOT (${test})` : test
}

function comparison(column: string, op: string, rest: string): string {
  if (op === 'is') return `${column} IS ${/^(null|true|false|unknown)$/.exec(rest)?.[0] ?? 'NONSENSE'}`
  if (op === 'in')
    return `${column} IN (${splitList(rest.slice(1, -1))
      .map((item) => literal(readName(item).name))
      .join(', ')})`
  const symbol = symbols[op] ?? 'NONSENSE'
  return `${column} ${symbol} ${literal(op.endsWith('like') ? rest.replaceAll('*', '%') : rest)}`
}

/** A name or value, perhaps in double quotes with backslashes before quotes, and what follows it. */
function readName(text: string): { name: string; rest: string } {
  if (!text.startsWith('"')) {
    const [name = '', ...rest] = text.split('.')
    return {
      name: rest.length > 0 && !/^(asc|desc|nulls)/.test(rest[0] ?? '') ? text : name,
      rest: rest.join('.'),
    }
  }
  const [whole, inner = ''] = /^"((?:[^"\\]|\\.)*)"/s.exec(text) ?? ['', '']
  return { name: inner.replaceAll(/\\(.)/gs, '$1'), rest: text.slice(whole.length) }
}

/** Splits at commas outside of double quotes. */
function splitList(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/gs) ?? []
}
