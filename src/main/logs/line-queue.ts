/** Beyond this the disk cannot keep up, and lines are left out instead of filling the memory. UTF-16 code units. */
const MAX_WAITING_LENGTH = 8 * 2 ** 20
const CHUNK_LENGTH = 256 * 1024

/** Whole lines that are written with one call. */
export interface Chunk {
  lines: string[]
  bytes: Buffer
}

export interface LineQueue {
  add(line: string): void
  /** The next lines, about 256 kB of them; null when nothing waits. */
  take(): Chunk | null
  waiting(): readonly string[]
  /** Counts lines that were taken and could not be written. */
  lose(count: number): void
  readonly lost: number
}

/** Lines on their way to the disk. Where some had to be left out, a note takes their place. */
export function createLineQueue(lostNote: (count: number) => string): LineQueue {
  let lines: string[] = []
  let length = 0
  let lost = 0
  let untold = 0

  const push = (line: string): void => {
    lines.push(line)
    length += line.length
  }
  const tell = (): void => {
    if (untold > 0) push(lostNote(untold))
    untold = 0
  }
  const lose = (count: number): void => {
    lost += count
    untold += count
  }
  return {
    add(line) {
      if (length + line.length > MAX_WAITING_LENGTH) return lose(1)
      tell()
      push(line)
    },
    take() {
      if (lines.length === 0) return null
      const taken = lines.splice(0, linesInChunk(lines))
      const text = taken.join('')
      length -= text.length
      return { lines: taken, bytes: Buffer.from(text) }
    },
    waiting: () => lines,
    lose,
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
