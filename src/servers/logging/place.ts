import type { LogEntry } from '@shared/domain/log'
import { ToolError } from '../kit/define-tool'

/** A place between two log lines: the next ones are those of its moment after the first `skip`, and all beyond. */
export interface Place {
  /** UTC epoch ms. */
  at: number
  skip: number
}

const CURSOR = /^(\d{1,16})\.(\d{1,6})$/

/** Where reading goes on behind these entries, which began at `place`; both in the order in which they were read. */
export function placeBehind(entries: readonly LogEntry[], place: Place | null): Place | null {
  const last = entries.at(-1)
  if (!last) return place
  const ofItsMoment = entries.filter(({ at }) => at === last.at).length
  return { at: last.at, skip: ofItsMoment + (place?.at === last.at ? place.skip : 0) }
}

export function cursorOf({ at, skip }: Place): string {
  return `${at}.${skip}`
}

/** @throws ToolError when it is none of ours */
export function parseCursor(cursor: string): Place {
  const found = CURSOR.exec(cursor)
  if (!found) throw new ToolError('The cursor is not valid. Pass one exactly as an earlier answer gave it.')
  return { at: Number(found[1]), skip: Number(found[2]) }
}
