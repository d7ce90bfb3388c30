import type { OpenFile } from '../kit/folders/folders'
import { ToolError } from '../kit/define-tool'
import { formatSize } from './format-size'
import { MAX_RESULT_LENGTH } from './result'

const CHUNK_BYTES = 64 * 1024
const FIRST_TAIL_BYTES = 2 * 1024
const LINE_FEED = 0x0a

/** What a file is too large for that does not fit into a result. */
export const OVER_RESULT =
  'a result holds at most 5 MB. Read it in parts: with head or tail of read_text_file, or with read_text_part.'

/**
 * All of a file.
 * @param advice what it is too large for, and what to do instead
 * @throws ToolError when it has more than `limit` bytes
 */
export async function readWhole(
  { file, stats, realPath }: OpenFile,
  limit = MAX_RESULT_LENGTH,
  advice = OVER_RESULT,
): Promise<Buffer> {
  const tooLarge = (size: string): ToolError => new ToolError(`${realPath} is ${size}; ${advice}`)
  if (stats.size > limit) throw tooLarge(formatSize(stats.size))
  // One byte more, for files that say they are empty and are not.
  const buffer = Buffer.allocUnsafe(stats.size + 1)
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length)
    length += bytesRead
    // What comes after the size it had when it was opened is for the next call.
    if (bytesRead === 0 || (length >= stats.size && stats.size > 0))
      return buffer.subarray(0, Math.min(length, stats.size))
  }
  throw tooLarge('of unknown size')
}

/** The first `count` lines, without the line feed that ends the last. */
export async function readHead({ file }: OpenFile, count: number): Promise<string> {
  const chunks: Buffer[] = []
  let lines = 0
  for (let position = 0; lines < count;) {
    const chunk = await readChunk(file, position, CHUNK_BYTES)
    if (chunk.length === 0) break
    position += chunk.length
    refuseTooLong(position - chunk.length, count, 'head')
    const end = indexAfterLines(chunk, count - lines)
    lines += end.found
    chunks.push(chunk.subarray(0, end.index))
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return count > 0 && text.endsWith('\n') ? text.slice(0, -1) : text
}

/**
 * The last `count` lines as the official server counts them: after a final line feed comes one more, empty line. Carriage
 * returns before line feeds are left out.
 */
export async function readTail({ file, stats }: OpenFile, count: number): Promise<string> {
  if (count <= 0) return ''
  const chunks: Buffer[] = []
  let lines = 0
  let position = stats.size
  // Few lines are the rule.
  for (let size = FIRST_TAIL_BYTES; position > 0 && lines < count; size = Math.min(size * 2, CHUNK_BYTES)) {
    refuseTooLong(stats.size - position, count, 'tail')
    const start = Math.max(0, position - size)
    const chunk = await readChunk(file, start, position - start)
    if (chunk.length === 0) break
    position = start
    lines += countLineFeeds(chunk)
    chunks.unshift(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\r\n', '\n')
  return text.split('\n').slice(-count).join('\n')
}

async function readChunk(file: OpenFile['file'], position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function refuseTooLong(bytesRead: number, lines: number, what: 'head' | 'tail'): void {
  if (bytesRead <= MAX_RESULT_LENGTH) return
  if (lines <= 1) throw new ToolError('This line alone is over 5 MB. Read parts of it with read_text_part.')
  throw new ToolError(
    `These ${lines} lines are over 5 MB together. Ask for fewer with ${what}, or read parts of them with read_text_part.`,
  )
}

function indexAfterLines(chunk: Buffer, count: number): { index: number; found: number } {
  let index = 0
  let found = 0
  while (found < count) {
    const next = chunk.indexOf(LINE_FEED, index)
    if (next === -1) return { index: chunk.length, found }
    index = next + 1
    found++
  }
  return { index, found }
}

function countLineFeeds(chunk: Buffer): number {
  return indexAfterLines(chunk, Infinity).found
}
