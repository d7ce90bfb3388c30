/** Beyond this the disk cannot keep up, and lines are left out instead of filling the memory. UTF-16 code units. */
const MAX_WAITING_LENGTH = 8 * 2 ** 20
const CHUNK_LENGTH = 512 * 1024

/** Whole lines that are written with one call. */
export interface Chunk {
  lines: string[]
  bytes: Buffer
  /** Notes among the lines, and how many lost lines they tell of. */
  notes: { lines: number; lost: number }
}

export interface LineQueue {
  add(line: string): void
  /** The next lines, about half a megabyte of them; null when nothing waits. */
  take(): Chunk | null
  waiting(): readonly string[]
  /** Counts the lines of a chunk that could not be written. */
  lose(chunk: Chunk): void
  readonly lost: number
}

/** Lines on their way to the disk. Where some had to be left out, a note takes their place. */
export function createLineQueue(lostNote: (count: number) => string): LineQueue {
  let lines: string[] = []
  let length = 0
  let lost = 0
  let untold = 0
  /** Notes that wait among the lines, with the number they tell. */
  const notes = new Map<string, number>()

  const push = (line: string): void => {
    lines.push(line)
    length += line.length
  }
  const tell = (): void => {
    if (untold === 0) return
    const note = lostNote(untold)
    notes.set(note, (notes.get(note) ?? 0) + untold)
    untold = 0
    push(note)
  }
  const takeNotes = (taken: readonly string[]): Chunk['notes'] => {
    const found = notes.size === 0 ? [] : taken.filter((line) => notes.has(line))
    const told = found.reduce((sum, note) => sum + (notes.get(note) ?? 0), 0)
    for (const note of found) notes.delete(note)
    return { lines: found.length, lost: told }
  }
  return {
    add(line) {
      if (length + line.length > MAX_WAITING_LENGTH) {
        lost += 1
        untold += 1
        return
      }
      tell()
      push(line)
    },
    take() {
      if (lines.length === 0) return null
      const taken = lines.splice(0, linesInChunk(lines))
      const text = taken.join('')
      length -= text.length
      return { lines: taken, bytes: Buffer.from(text), notes: takeNotes(taken) }
    },
    waiting: () => lines,
    lose(chunk) {
      const count = chunk.lines.length - chunk.notes.lines
      lost += count
      untold += count + chunk.notes.lost
    },
    get lost() {
      return lost
    },
  }
}

function linesInChunk(lines: readonly string[]): number {
  let length = 0
  for (let count = 0; count < lines.length; count++) {
    length += lines[count]?.length ?? 0
    if (length > CHUNK_LENGTH) return Math.max(1, count)
  }
  return lines.length
}
