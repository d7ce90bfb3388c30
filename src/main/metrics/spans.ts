import { SECOND } from '@shared/lib/clock'
import type { ReadableDatabase, WritableDatabase } from '../storage/index'
import type { Range } from './resolutions'

/** A longer pause between two ticks means that the machine slept or the process was stopped. */
const SLEPT_MS = 5 * SECOND
const SAVE_EVERY_MS = 10 * SECOND

export interface Spans {
  /** Notes that the center is measuring now. */
  tick(nowMs: number): void
  /** Stores the present span, at most every ten seconds unless `force`. @throws when the disk refuses */
  save(force: boolean): void
  /** The parts of the range that were measured, in order and without overlap. */
  within(range: Range): Range[]
}

/** When the center was measuring: what lies between two spans is a gap in every chart. */
export function createSpans(db: ReadableDatabase, writer: WritableDatabase | null, nowMs: number): Spans {
  const select = db.prepare<[number, number], Range>(
    'SELECT from_ms AS fromMs, to_ms AS toMs FROM spans WHERE to_ms > ? AND from_ms < ?',
  )
  const upsert = writer?.prepare<[number, number]>('INSERT OR REPLACE INTO spans VALUES (?, ?)')
  let present: Range = { fromMs: nowMs, toMs: nowMs }
  let saved = present

  const save = (force: boolean): void => {
    if (present === saved || (!force && present.toMs - saved.toMs < SAVE_EVERY_MS)) return
    upsert?.run(Math.round(present.fromMs), Math.round(present.toMs))
    saved = present
  }
  return {
    save,
    tick(now) {
      const apart = now - present.toMs
      if (apart >= 0 && apart <= SLEPT_MS) {
        present = { fromMs: present.fromMs, toMs: now }
        return
      }
      // A span that ends is kept as it was; the next one begins when the machine is back.
      save(true)
      present = { fromMs: now, toMs: now }
      saved = present
    },
    within: (range) => union([...select.all(range.fromMs, range.toMs), present], range),
  }
}

/** Where the clock was set back, spans overlap; they count once. */
function union(spans: readonly Range[], range: Range): Range[] {
  const parts: Range[] = []
  let covered = range.fromMs
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const part = { fromMs: Math.max(fromMs, covered), toMs: Math.min(toMs, range.toMs) }
    if (part.toMs <= part.fromMs) continue
    parts.push(part)
    covered = part.toMs
  }
  return parts
}

/** How much of the range the parts cover, in ms. */
export function coveredMs(parts: readonly Range[], range: Range): number {
  return parts.reduce(
    (sum, part) => sum + Math.max(0, Math.min(part.toMs, range.toMs) - Math.max(part.fromMs, range.fromMs)),
    0,
  )
}
