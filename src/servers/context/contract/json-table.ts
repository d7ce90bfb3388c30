import { writeTree, type Gap, type Tree } from './json-tree'

/**
 * Reads the compact form of CONTRACT.md ("JSON") back. Written from the document, not from the encoder.
 *
 *     value  = scalar | "{" key ":" value, ... "}" | "[" value or gap, ... "]" | table
 *     table  = "#" rows "{" column, ... "}" newline row newline row ...
 *     column = key | key "=" scalar | key "{" column, ... "}"
 *     row    = cell, ... (an empty cell: this row has no such key) | gap
 *     gap    = "~" number of elements
 */
export function readTable(text: string): Tree {
  const reader = new TableReader(text)
  const tree = reader.value()
  reader.expectEnd()
  return tree
}

/** Compact JSON of a text in the compact form, byte for byte the original without spaces between its tokens. */
export function decodeTable(text: string): string {
  return writeTree(readTable(text))
}

interface Column {
  key: string
  same?: string
  columns?: Column[]
}

const numberOrWord = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/
const quoted = /"[^"\\]*(?:\\[^][^"\\]*)*"/y
const unquoted = /[^",{}[\]\n]+/y
const keyEnd = /[^",{}[\]\n:=]+/y

class TableReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): Tree {
    if (this.#has('{')) return { members: this.#list('}', () => this.#member()) }
    if (this.#has('[')) return { items: this.#list(']', () => this.#gap() ?? this.value()) }
    if (this.#has('#')) return this.#table()
    return this.#scalar()
  }

  expectEnd(): void {
    if (this.#at !== this.#text.length) throw this.#broken('the end')
  }

  #member(): [string, Tree] {
    const key = this.#key()
    this.#expect(':')
    return [key, this.value()]
  }

  #table(): Tree {
    const rows = this.#number()
    this.#expect('{')
    const columns = this.#list('}', () => this.#column())
    const items: (Tree | Gap)[] = []
    for (let done = 0; done < rows;) {
      this.#expect('\n')
      const item = this.#gap() ?? this.#row(columns)
      items.push(item)
      done += typeof item === 'object' && 'missing' in item ? item.missing : 1
      if (done > rows) throw this.#broken(`${rows} rows`)
    }
    return { items }
  }

  #column(): Column {
    const key = this.#key()
    if (this.#has('=')) return { key, same: this.#scalar() }
    return this.#has('{') ? { key, columns: this.#list('}', () => this.#column()) } : { key }
  }

  #row(columns: readonly Column[]): Tree {
    const members: [string, Tree][] = []
    let isFirst = true
    for (const { key, same, columns: inner } of columns) {
      if (same !== undefined) {
        members.push([key, same])
        continue
      }
      if (!isFirst) this.#expect(',')
      isFirst = false
      if (inner) members.push([key, this.#row(inner)])
      else if (!this.#isEmptyCell()) members.push([key, this.value()])
    }
    return { members }
  }

  #isEmptyCell(): boolean {
    const sign = this.#text[this.#at]
    return sign === undefined || ',\n}]'.includes(sign)
  }

  #gap(): Gap | null {
    return this.#has('~') ? { missing: this.#number() } : null
  }

  #list<T>(close: string, read: () => T): T[] {
    const all: T[] = []
    if (this.#has(close)) return all
    do all.push(read())
    while (this.#has(','))
    this.#expect(close)
    return all
  }

  #key(): string {
    return this.#take(quoted) ?? JSON.stringify(this.#taken(keyEnd, 'a key'))
  }

  #scalar(): string {
    const inQuotes = this.#take(quoted)
    if (inQuotes !== null) return inQuotes
    const plain = this.#taken(unquoted, 'a value')
    return numberOrWord.test(plain) ? plain : `"${plain}"`
  }

  #number(): number {
    return Number(this.#taken(/[1-9]\d{0,9}/y, 'a number'))
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (!found) return null
    this.#at = pattern.lastIndex
    return found[0]
  }

  #taken(pattern: RegExp, what: string): string {
    const found = this.#take(pattern)
    if (found === null) throw this.#broken(what)
    return found
  }

  #has(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string): void {
    if (!this.#has(sign)) throw this.#broken(JSON.stringify(sign))
  }

  #broken(expected: string): Error {
    return new Error(`Expected ${expected} at ${this.#at}.`)
  }
}
