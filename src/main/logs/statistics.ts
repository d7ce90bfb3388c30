import type { LogSourceStatistics } from '@shared/process/center-requests'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { addCounts, countLine, lastHours, noLines, type LineCounts } from './line-counts'
import type { LogSnapshot } from './log-file'
import { linesOf, readForwards } from './read-forwards'
import type { OpenFile } from './rotated-file'

/** So much of a file's beginning tells it from another that was given the same inode later. */
const HEAD_BYTES = 200
const HOURS = 24

/** How far a file was counted; the next time only what came since is read. */
interface Counted {
  head: string
  bytes: number
  counts: LineCounts
}

/**
 * What each log holds. Files only grow and keep their inode when they are rotated, so each byte is counted once.
 * Not to be called twice at a time.
 */
export class LogStatistics {
  #counted = new Map<number, Counted>()

  /** @param now UTC epoch ms, whose hour is the last of `errorsByHour` */
  async of(
    logs: readonly { source: string; snapshot: () => LogSnapshot }[],
    now: number,
  ): Promise<LogSourceStatistics[]> {
    const stillThere = new Map<number, Counted>()
    const statistics: LogSourceStatistics[] = []
    for (const { source, snapshot } of logs)
      statistics.push(await this.#ofSource(source, snapshot(), now, stillThere))
    this.#counted = stillThere
    return statistics
  }

  async #ofSource(
    source: string,
    { files, pending }: LogSnapshot,
    now: number,
    stillThere: Map<number, Counted>,
  ): Promise<LogSourceStatistics> {
    const all = noLines()
    let bytes = 0
    try {
      for (const file of files) {
        addCounts(all, await this.#ofFile(file, stillThere))
        bytes += file.size
      }
    } finally {
      for (const { descriptor } of files) closeSync(descriptor)
    }
    for (const line of pending) {
      countLine(all, line)
      bytes += Buffer.byteLength(line)
    }
    const { entries, byLevel, oldestAt, newestAt } = all
    return { source, bytes, entries, byLevel, oldestAt, newestAt, errorsByHour: lastHours(all, now, HOURS) }
  }

  async #ofFile(file: OpenFile, stillThere: Map<number, Counted>): Promise<LineCounts> {
    const { ino } = fstatSync(file.descriptor)
    const head = headOf(file.descriptor)
    const known = this.#counted.get(ino)
    const isSame = known && head.startsWith(known.head) && known.bytes <= file.size
    const counted = isSame ? known : { head, bytes: 0, counts: noLines() }
    counted.head = head
    for await (const piece of readForwards(file, counted.bytes)) {
      for (const line of linesOf(piece)) countLine(counted.counts, line)
      counted.bytes += piece.length
    }
    stillThere.set(ino, counted)
    return counted.counts
  }
}

function headOf(descriptor: number): string {
  const buffer = Buffer.alloc(HEAD_BYTES)
  return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, HEAD_BYTES, 0))
}
