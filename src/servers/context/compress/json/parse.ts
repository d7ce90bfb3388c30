/** A JSON value that keeps its numbers and strings as they are written: `1e400`, `-0` and `"\u00e9"` stay so. */
export type JsonNode = string | JsonArray | JsonObject

export interface JsonArray {
  items: JsonNode[]
}

export interface JsonObject {
  /** Written form, quotes included, in their order. */
  keys: string[]
  values: JsonNode[]
}

export const isArray = (node: JsonNode): node is JsonArray => typeof node !== 'string' && 'items' in node
export const isObject = (node: JsonNode): node is JsonObject => typeof node !== 'string' && 'keys' in node

const DEEPEST = 100

const space = /[ \t\r\n]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Reads one JSON value that begins at `start`. `node` is null when there is none, it is nested too deeply, or an object has
 * a key twice; `end` is how far was read.
 */
export function parseJson(text: string, start: number): { node: JsonNode | null; end: number } {
  const reader = new Reader(text, start)
  try {
    const node = reader.value(0)
    return { node, end: reader.at }
  } catch (error) {
    if (error instanceof NotJson) return { node: null, end: reader.at }
    throw error
  }
}

class NotJson extends Error {}

class Reader {
  readonly #text: string
  at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  value(depth: number): JsonNode {
    if (depth > DEEPEST) throw new NotJson()
    const code = this.#text.charCodeAt(this.at)
    if (code === 123) return this.#object(depth)
    if (code === 91) return this.#array(depth)
    return code === 34 ? this.#string() : this.#take(scalar)
  }

  #object(depth: number): JsonObject {
    const node: JsonObject = { keys: [], values: [] }
    this.at++
    if (this.#ends(125)) return node
    do {
      this.#skipSpace()
      node.keys.push(this.#string())
      this.#skipSpace()
      this.#expect(58)
      this.#skipSpace()
      node.values.push(this.value(depth + 1))
    } while (this.#goesOn(125))
    if (hasTwice(node.keys)) throw new NotJson()
    return node
  }

  #array(depth: number): JsonArray {
    const node: JsonArray = { items: [] }
    this.at++
    if (this.#ends(93)) return node
    do {
      this.#skipSpace()
      node.items.push(this.value(depth + 1))
    } while (this.#goesOn(93))
    return node
  }

  #string(): string {
    if (this.#text.charCodeAt(this.at) !== 34) throw new NotJson()
    const end = closingQuote(this.#text, this.at + 1)
    if (end === -1) throw new NotJson()
    const written = this.#text.slice(this.at, end + 1)
    if (/[\\\p{Cc}]/u.test(written) && !isJson(written)) throw new NotJson()
    this.at = end + 1
    return written
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.#text)
    if (!found) throw new NotJson()
    this.at = pattern.lastIndex
    return found[0]
  }

  #skipSpace(): void {
    const code = this.#text.charCodeAt(this.at)
    if (code > 32) return
    space.lastIndex = this.at
    space.exec(this.#text)
    this.at = space.lastIndex
  }

  #ends(close: number): boolean {
    this.#skipSpace()
    if (this.#text.charCodeAt(this.at) !== close) return false
    this.at++
    return true
  }

  #goesOn(close: number): boolean {
    if (this.#ends(close)) return false
    this.#expect(44)
    return true
  }

  #expect(code: number): void {
    if (this.#text.charCodeAt(this.at) !== code) throw new NotJson()
    this.at++
  }
}

/** Keys are compared by meaning: `"a"` and `"\u0061"` are one key. */
function hasTwice(keys: readonly string[]): boolean {
  if (keys.length < 2) return false
  const plain = keys.map((key) => (key.includes('\\') ? String(JSON.parse(key)) : key.slice(1, -1)))
  return new Set(plain).size !== plain.length
}

/** The next quote that no backslash escapes; -1 when there is none. */
function closingQuote(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++
    if (backslashes % 2 === 0) return quote
  }
  return -1
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
