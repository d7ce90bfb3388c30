import { read } from 'node:fs'
import { promisify } from 'node:util'
import type { OpenFile } from './rotated-file'

const NEWLINE = 10
/** Looking at the lines of a piece takes about a millisecond; between two pieces others get their turn. */
const PIECE_BYTES = 128 * 1024
const readAsync = promisify(read)

/** Whole lines in pieces, with their ends, from a byte that begins a line; a torn last line is left out. */
export async function* readForwards(
  { descriptor, size }: OpenFile,
  from: number,
): AsyncGenerator<Buffer, void, void> {
  let length = PIECE_BYTES
  for (let start = from; start < size;) {
    const wanted = Math.min(length, size - start)
    const { buffer, bytesRead } = await readAsync(descriptor, Buffer.alloc(wanted), 0, wanted, start)
    const end = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1
    if (end > 0) yield buffer.subarray(0, end)
    else if (bytesRead < length) return
    // A line longer than the piece is read again with a longer one.
    length = end > 0 ? PIECE_BYTES : length * 2
    start += end
  }
}

/** The lines of such a piece without their ends. Bytes become characters one by one, so that nothing is lost. */
export function linesOf(piece: Buffer): string[] {
  return piece.toString('latin1', 0, piece.length - 1).split('\n')
}
