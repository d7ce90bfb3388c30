import { close, read } from 'node:fs'
import { promisify } from 'node:util'
import type { LogSnapshot } from './log-file'
import type { OpenFile } from './rotated-file'

const NEWLINE = 10
/** Parsing a piece of this size takes about a millisecond; between two pieces others get their turn. */
const PIECE_BYTES = 128 * 1024
const readAsync = promisify(read)
const closeAsync = promisify(close)
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** The lines of a snapshot in pieces: pieces and the lines in them come newest first. Closes the files. */
export async function* readBackwards(snapshot: LogSnapshot): AsyncGenerator<string[], void, void> {
  try {
    yield* pendingOf(snapshot.pending)
    for (const file of snapshot.files) yield* piecesOf(file)
  } finally {
    await Promise.all(snapshot.files.map((file) => closeAsync(file.descriptor)))
  }
}

/** Megabytes may wait while the disk is slow. */
async function* pendingOf(lines: readonly string[]): AsyncGenerator<string[], void, void> {
  let piece: string[] = []
  let length = 0
  for (const line of lines.toReversed()) {
    piece.push(line.trimEnd())
    length += line.length
    if (length < PIECE_BYTES) continue
    yield piece
    piece = []
    length = 0
    await nextTurn()
  }
  yield piece
}

async function* piecesOf({ descriptor, size }: OpenFile): AsyncGenerator<string[], void, void> {
  /** The end of a line whose beginning lies in the piece before. */
  let rest: Buffer = Buffer.alloc(0)
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - PIECE_BYTES)
    const { buffer, bytesRead } = await readAsync(
      descriptor,
      Buffer.alloc(end - start),
      0,
      end - start,
      start,
    )
    const piece = Buffer.concat([buffer.subarray(0, bytesRead), rest])
    const firstWhole = start === 0 ? 0 : piece.indexOf(NEWLINE) + 1
    rest = firstWhole === 0 && start > 0 ? piece : piece.subarray(0, firstWhole)
    if (start === 0 || firstWhole > 0)
      yield piece.toString('utf8', firstWhole).split('\n').filter(Boolean).toReversed()
    end = start
  }
}
