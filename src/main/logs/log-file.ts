import { closeSync, ftruncateSync, mkdirSync, write, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { SECOND, type Clock } from '@shared/lib/clock'
import { createLineQueue, type Chunk, type LineQueue } from './line-queue'
import { openAllForReading, openForWriting, rotate, type OpenFile } from './rotated-file'

export const MAX_FILE_BYTES = 10_000_000
/** After a failed write the disk is left alone for this long. */
const RETRY_MS = 5 * SECOND

export interface LogFileDeps {
  path: string
  clock: Clock
  maxBytes?: number
  /** The line, with its end, that stands where `count` lines were lost. */
  lostNote: (count: number) => string
  /** Told each time writing stops working. */
  onTrouble(error: unknown): void
}

/** Everything written so far, as one consistent view: the files newest first, and what is still on its way. */
export interface LogSnapshot {
  files: OpenFile[]
  /** Lines not yet in a file, oldest first. */
  pending: string[]
}

interface Flight {
  chunk: Chunk
  descriptor: number
  /** Already written by `flushSync`; the callback has nothing left to do but to go on. */
  settled: boolean
  closeAfter: boolean
}

/**
 * One source's lines in a rotated file.
 *
 * 1. Lines are written whole and in order; at most one write is under way, and what arrives meanwhile
 *    goes out with the next: slow traffic is written at once, a burst in large chunks.
 * 2. Writes name their position, so `flushSync` may write the chunk under way once more at the same place.
 * 3. A failing disk costs lines, counted, never an exception. A half-written chunk is cut off.
 */
export class LogFile {
  readonly #deps: LogFileDeps
  readonly #maxBytes: number
  readonly #queue: LineQueue
  #file: OpenFile | null = null
  #flight: Flight | null = null
  #resting = false
  #closed = false

  constructor(deps: LogFileDeps) {
    this.#deps = deps
    this.#maxBytes = deps.maxBytes ?? MAX_FILE_BYTES
    this.#queue = createLineQueue(deps.lostNote)
  }

  /** Lines that never reached the disk. */
  get lost(): number {
    return this.#queue.lost
  }

  /** @param line with its line end */
  append(line: string): void {
    if (this.#closed) return
    this.#queue.add(line)
    this.#pump()
  }

  /** Writes everything that waits, before the process ends. */
  flushSync(): void {
    if (this.#flight && !this.#flight.settled) {
      const { chunk } = this.#flight
      this.#flight.settled = true
      this.#attempt(chunk, (file) => this.#writeSync(file, chunk))
    }
    for (let chunk = this.#queue.take(); chunk; chunk = this.#queue.take()) {
      const taken = chunk
      if (!this.#attempt(taken, (file) => this.#writeSync(file, taken))) return
    }
  }

  /** @throws when the files cannot be opened */
  snapshot(): LogSnapshot {
    const files = openAllForReading(this.#deps.path)
    const [newest] = files
    // Bytes of the chunk under way may or may not be there yet; it is counted among the pending lines.
    if (newest && this.#file) newest.size = Math.min(newest.size, this.#file.size)
    const underWay = this.#flight && !this.#flight.settled ? this.#flight.chunk.lines : []
    return { files, pending: [...underWay, ...this.#queue.waiting()] }
  }

  /** Runs with every line written and the file closed, so that it may be replaced; the next line opens it anew. */
  whileClosed(run: () => void): void {
    this.flushSync()
    this.#letGo()
    run()
  }

  close(): void {
    this.flushSync()
    this.#closed = true
    this.#letGo()
  }

  #pump(): void {
    if (this.#flight || this.#resting || this.#closed) return
    const chunk = this.#queue.take()
    if (chunk) this.#attempt(chunk, (file) => this.#send(file, chunk, 0))
  }

  #send(file: OpenFile, chunk: Chunk, done: number): void {
    const { descriptor } = file
    const flight = (this.#flight ??= { chunk, descriptor, settled: false, closeAfter: false })
    const left = chunk.bytes.length - done
    write(descriptor, chunk.bytes, done, left, file.size + done, (error, written) => {
      if (!error && written < left && !flight.settled) return this.#send(file, chunk, done + written)
      this.#land(flight, file, error)
    })
  }

  #land(flight: Flight, file: OpenFile, error: Error | null): void {
    this.#flight = null
    if (!flight.settled && error) this.#fail(flight.chunk, error)
    if (!flight.settled && !error) file.size += flight.chunk.bytes.length
    if (flight.closeAfter) closeSync(flight.descriptor)
    this.#pump()
  }

  #writeSync(file: OpenFile, chunk: Chunk): void {
    for (let done = 0; done < chunk.bytes.length;)
      done += writeSync(file.descriptor, chunk.bytes, done, chunk.bytes.length - done, file.size + done)
    file.size += chunk.bytes.length
  }

  /** Runs a write on a file with room for the chunk. @returns false when it failed and the chunk was lost */
  #attempt(chunk: Chunk, run: (file: OpenFile) => void): boolean {
    try {
      run(this.#roomFor(chunk.bytes.length))
      return true
    } catch (error) {
      this.#fail(chunk, error)
      return false
    }
  }

  #roomFor(bytes: number): OpenFile {
    this.#file ??= this.#open()
    if (this.#file.size === 0 || this.#file.size + bytes <= this.#maxBytes) return this.#file
    this.#letGo()
    rotate(this.#deps.path)
    return (this.#file = this.#open())
  }

  #open(): OpenFile {
    mkdirSync(dirname(this.#deps.path), { recursive: true, mode: 0o700 })
    return openForWriting(this.#deps.path)
  }

  /** A descriptor must not be closed, and so given to another file, while a write to it is under way. */
  #letGo(): void {
    if (!this.#file) return
    const { descriptor } = this.#file
    if (this.#flight?.descriptor === descriptor) this.#flight.closeAfter = true
    else closeSync(descriptor)
    this.#file = null
  }

  #fail(chunk: Chunk, error: unknown): void {
    this.#queue.lose(chunk)
    if (this.#file) cutBack(this.#file)
    this.#letGo()
    this.#deps.onTrouble(error)
    this.#resting = true
    this.#deps.clock.after(RETRY_MS, () => {
      this.#resting = false
      this.#pump()
    })
  }
}

/** Removes what a failed write may have left behind; on a broken disk even that may fail. */
function cutBack(file: OpenFile): void {
  try {
    ftruncateSync(file.descriptor, file.size)
  } catch {
    // The torn line is repaired when the file is opened next.
  }
}
