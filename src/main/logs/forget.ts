import { closeSync, fstatSync, fsync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { timeOf } from './line-filter'
import { linesOf, readForwards } from './read-forwards'
import { nameByInode, openAllForReading, type OpenFile } from './rotated-file'

const fsyncAsync = promisify(fsync)

export interface ForgetDeps {
  /** The newest file of the log. */
  path: string
  /** UTC epoch ms; lines of this moment stay. */
  before: number
  /** Runs at once, with every line in the files and none of them open for writing. */
  whileClosed(run: () => void): void
}

/**
 * Removes older lines from every file of one log, oldest file first. What stays is copied to a new file that takes the
 * old one's place at once, so a process killed at any moment leaves either; lines that come meanwhile are copied in the
 * turn of the exchange. Not to be called twice at a time for one log.
 * @returns how many lines were removed
 * @throws the system's error, e.g. on a full disk; that file is then as it was
 */
export async function forgetLines(deps: ForgetDeps): Promise<number> {
  const files = openAllForReading(deps.path).toReversed()
  let removed = 0
  try {
    for (const file of files) removed += await forgetInFile(file, deps)
  } finally {
    for (const { descriptor } of files) closeSync(descriptor)
  }
  return removed
}

async function forgetInFile(file: OpenFile, deps: ForgetDeps): Promise<number> {
  if (!(await holdsOlder(file, deps.before))) return 0
  const path = `${deps.path}.forget`
  const kept = new KeptLines(deps.before)
  const copy = openSync(path, 'w', 0o600)
  try {
    let read = 0
    for await (const piece of readForwards(file, 0)) {
      writeAll(copy, kept.of(piece))
      read += piece.length
    }
    await fsyncAsync(copy)
    deps.whileClosed(() => {
      writeAll(copy, kept.of(restOf(file, read)))
      takePlace(path, file, deps.path, kept.bytes)
    })
    return kept.removed
  } finally {
    closeSync(copy)
    rmSync(path, { force: true })
  }
}

/** Most files hold nothing old, and are then not written anew. */
async function holdsOlder(file: OpenFile, before: number): Promise<boolean> {
  for await (const piece of readForwards(file, 0))
    if (linesOf(piece).some((line) => (timeOf(line) ?? before) < before)) return true
  return false
}

/** The lines of a file that stay. A damaged line goes with the one before it. */
class KeptLines {
  removed = 0
  bytes = 0
  readonly #before: number
  #keeps = true

  constructor(before: number) {
    this.#before = before
  }

  /** @param piece whole lines, in their order */
  of(piece: Buffer): Buffer {
    if (piece.length === 0) return piece
    const lines = linesOf(piece)
    const stay = lines.filter((line) => {
      const at = timeOf(line)
      if (at !== null) this.#keeps = at >= this.#before
      return this.#keeps
    })
    this.removed += lines.length - stay.length
    const kept = Buffer.from(stay.map((line) => `${line}\n`).join(''), 'latin1')
    this.bytes += kept.length
    return kept
  }
}

/** What was written since the copying began; whole lines, as nothing is on its way. */
function restOf({ descriptor }: OpenFile, from: number): Buffer {
  const rest = Buffer.alloc(fstatSync(descriptor).size - from)
  const bytes = readSync(descriptor, rest, 0, rest.length, from)
  return rest.subarray(0, rest.subarray(0, bytes).lastIndexOf('\n') + 1)
}

/** The file may have been rotated meanwhile, also away: then there is nothing left to forget. */
function takePlace(copyPath: string, file: OpenFile, logPath: string, bytes: number): void {
  const name = nameByInode(logPath, fstatSync(file.descriptor).ino)
  if (name === null) return
  if (bytes === 0) rmSync(name)
  else renameSync(copyPath, name)
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done)
}
