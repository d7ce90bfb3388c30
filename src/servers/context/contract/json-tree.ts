/** A JSON value as the checker compares it: scalars and keys as they are written. */
export type Tree = string | { items: (Tree | Gap)[] } | { members: [key: string, value: Tree][] }

/** So many elements of an array that are not shown. */
export interface Gap {
  missing: number
}

export const isGap = (item: Tree | Gap): item is Gap => typeof item === 'object' && 'missing' in item

const token = /[ \t\r\n]*("[^"\\]*(?:\\[^][^"\\]*)*"|[-+.\w]+|[{}[\],:])/y
const DEEPEST = 120

/** @throws when `text` is no JSON; checks only what a comparison needs, a wrong number is left to the comparison */
export function readJson(text: string): Tree {
  const tokens = new Tokens(text)
  const tree = readValue(tokens, tokens.next(), 0)
  if (text.slice(tokens.at).trim() !== '') throw new Error('More than one value.')
  return tree
}

/** One value a line, or one value: what a block of JSON may be. */
export function readJsonBlock(text: string): { tree: Tree; isLines: boolean } {
  try {
    return { tree: readJson(text), isLines: false }
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length < 2) throw error
    return { tree: { items: lines.map(readJson) }, isLines: true }
  }
}

class Tokens {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  next(): string {
    token.lastIndex = this.at
    const found = token.exec(this.#text)?.[1]
    if (found === undefined) throw new Error(`No JSON at ${this.at}.`)
    this.at = token.lastIndex
    return found
  }

  expect(sign: string): void {
    const found = this.next()
    if (found !== sign) throw new Error(`"${sign}" was expected before ${this.at}.`)
  }
}

function readValue(tokens: Tokens, first: string, depth: number): Tree {
  if (depth > DEEPEST) throw new Error('Too deep.')
  if (first === '[') return { items: readItems(tokens, depth) }
  if (first === '{') return { members: readMembers(tokens, depth) }
  if (/^[\]},:]/.test(first)) throw new Error(`A value was expected before ${tokens.at}.`)
  return first
}

function readItems(tokens: Tokens, depth: number): Tree[] {
  const items: Tree[] = []
  let first = tokens.next()
  if (first === ']') return items
  for (;;) {
    items.push(readValue(tokens, first, depth + 1))
    const sign = tokens.next()
    if (sign === ']') return items
    if (sign !== ',') throw new Error(`A comma was expected before ${tokens.at}.`)
    first = tokens.next()
  }
}

function readMembers(tokens: Tokens, depth: number): [string, Tree][] {
  const members: [string, Tree][] = []
  let key = tokens.next()
  if (key === '}') return members
  for (;;) {
    tokens.expect(':')
    members.push([key, readValue(tokens, tokens.next(), depth + 1)])
    const sign = tokens.next()
    if (sign === '}') return members
    if (sign !== ',') throw new Error(`A comma was expected before ${tokens.at}.`)
    key = tokens.next()
  }
}

/** Compact JSON; a tree with gaps has none. */
export function writeTree(tree: Tree): string {
  if (typeof tree === 'string') return tree
  if ('members' in tree)
    return `{${tree.members.map(([key, value]) => `${key}:${writeTree(value)}`).join(',')}}`
  const items = tree.items.map((item) => {
    if (isGap(item)) throw new Error(`${item.missing} elements are not shown.`)
    return writeTree(item)
  })
  return `[${items.join(',')}]`
}
