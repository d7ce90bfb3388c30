import type { CallContents } from '@shared/domain/call'
import type { OpenedDatabase } from '../storage'

/** All kept arguments and results together, in bytes; the oldest go first. */
const MAX_BYTES = 256 * 1024 * 1024
/** Removed at a time when the limit is reached, as a part of what is there. */
const REMOVED_SHARE = 0.1

interface ContentsRow {
  request: string | null
  response: string | null
  request_cut: number
  response_cut: number
}

/** What calls said and heard. */
export interface ContentsStore {
  add(seq: number, contents: CallContents): void
  get(seq: number): CallContents | null
  removeUpTo(seq: number): void
  /** @returns of how many calls the contents were removed */
  clear(): number
}

/** @param maxBytes of all texts together */
export function createContentsStore(opened: OpenedDatabase, maxBytes: number = MAX_BYTES): ContentsStore {
  const { db } = opened
  const sum = `SELECT coalesce(sum(coalesce(octet_length(request), 0) + coalesce(octet_length(response), 0)), 0) FROM call_contents`
  const measure = (): number => db.prepare<[], number>(sum).pluck().get() ?? 0
  let bytes: number | null = null
  const removeUpTo = (seq: number): void => {
    if (opened.mode !== 'writable') return
    opened.db.prepare('DELETE FROM call_contents WHERE seq <= ?').run(seq)
    bytes = null
  }
  const makeRoom = (): void => {
    const range = db
      .prepare<[], { first: number; last: number }>('SELECT min(seq) first, max(seq) last FROM call_contents')
      .get()
    if (range) removeUpTo(range.first + Math.ceil((range.last - range.first) * REMOVED_SHARE))
  }
  return {
    removeUpTo,
    add(seq, { request, response, requestCut, responseCut }) {
      if (opened.mode !== 'writable') return
      const values = [seq, request, response, Number(requestCut), Number(responseCut)]
      opened.db.prepare('INSERT INTO call_contents VALUES (?, ?, ?, ?, ?)').run(...values)
      bytes = (bytes ?? measure()) + Buffer.byteLength(request ?? '') + Buffer.byteLength(response ?? '')
      if (bytes > maxBytes) makeRoom()
    },
    get(seq) {
      const sql = 'SELECT request, response, request_cut, response_cut FROM call_contents WHERE seq = ?'
      const row = db.prepare<[number], ContentsRow>(sql).get(seq)
      if (!row) return null
      const { request, response } = row
      return { request, response, requestCut: row.request_cut === 1, responseCut: row.response_cut === 1 }
    },
    clear() {
      if (opened.mode !== 'writable') return 0
      bytes = 0
      return opened.db.prepare('DELETE FROM call_contents').run().changes
    },
  }
}
