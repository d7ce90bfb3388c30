/** Calls a tool and gives its structured answer. @throws when it is refused or ends without an answer */
export type Call = (tool: string, args?: Record<string, unknown>) => Promise<unknown>

/** A write by its number, and what is there of it. Twice the same number: it was done twice. */
export type Stored = readonly [number: number, content: unknown]

/** How a service stores something: numbered writes, and how all of them are read again. */
export interface StorePlay {
  service: string
  /** What is stored. */
  what: string
  /** How often it is killed; 3 times unless given. */
  kills?: number
  /** Before the first write. @param dataDir the service's own directory */
  prepare?(call: Call, dataDir: string): Promise<unknown>
  /** Done when it resolves. Large enough to take the service some milliseconds. */
  write(call: Call, n: number, dataDir: string): Promise<unknown>
  read(call: Call, dataDir: string): Promise<readonly Stored[]>
  /** How a write is read when all of it is there. */
  whole(n: number): unknown
  /** What beyond SQLite's own checks tells that the store is intact. @throws when it is not */
  check?(dataDir: string): void
}

/** A text of `length` characters that belongs to one write only. */
export function text(n: number, length: number): string {
  return `write ${n}. `.repeat(length / 8).slice(0, length)
}

/** The first number in a name or a text. */
export function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0])
}

type Part = readonly [part: number, content: unknown]

/** One write of several parts, which must be there together or not at all. */
export function parts<T>(count: number, make: (part: number) => T): T[] {
  return Array.from({ length: count }, (_, part) => make(part))
}

/** Parts by the number of their write, in order; one that is there twice stays twice. */
export function grouped(all: readonly (readonly [n: number, ...Part])[]): Stored[] {
  const writes = new Map<number, Part[]>()
  for (const [n, part, content] of all) writes.set(n, [...(writes.get(n) ?? []), [part, content]])
  return [...writes].map(([n, contents]) => [n, contents.toSorted(([a], [b]) => a - b)])
}

/** Reads one after the other, as a client that may not ask for everything at once. */
export async function readEach<T>(all: readonly T[], read: (one: T) => Promise<Stored>): Promise<Stored[]> {
  const stored: Stored[] = []
  for (const one of all) stored.push(await read(one))
  return stored
}
