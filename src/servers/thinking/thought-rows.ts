import { fromStored, toStored, type StoredText } from '../kit/store/exact-text'
import type { KeptThought, Thought } from './thought'

/** A row of `thoughts`; booleans are 0 and 1. */
export interface ThoughtRow {
  session_id: string
  position: number
  at: number
  thought: StoredText
  next_thought_needed: number
  thought_number: number
  total_thoughts: number
  is_revision: number | null
  revises_thought: number | null
  branch_from_thought: number | null
  branch_id: StoredText | null
  needs_more_thoughts: number | null
}

export function toRow(sessionId: string, position: number, at: number, thought: Thought): ThoughtRow {
  return {
    session_id: sessionId,
    position,
    at,
    thought: toStored(thought.thought),
    next_thought_needed: Number(thought.nextThoughtNeeded),
    thought_number: thought.thoughtNumber,
    total_thoughts: thought.totalThoughts,
    is_revision: bit(thought.isRevision),
    revises_thought: thought.revisesThought ?? null,
    branch_from_thought: thought.branchFromThought ?? null,
    branch_id: thought.branchId === undefined ? null : toStored(thought.branchId),
    needs_more_thoughts: bit(thought.needsMoreThoughts),
  }
}

export function fromRow(row: ThoughtRow): KeptThought {
  return {
    position: row.position,
    at: row.at,
    thought: fromStored(row.thought),
    nextThoughtNeeded: row.next_thought_needed === 1,
    thoughtNumber: row.thought_number,
    totalThoughts: row.total_thoughts,
    ...(row.is_revision === null ? {} : { isRevision: row.is_revision === 1 }),
    ...(row.revises_thought === null ? {} : { revisesThought: row.revises_thought }),
    ...(row.branch_from_thought === null ? {} : { branchFromThought: row.branch_from_thought }),
    ...(row.branch_id === null ? {} : { branchId: fromStored(row.branch_id) }),
    ...(row.needs_more_thoughts === null ? {} : { needsMoreThoughts: row.needs_more_thoughts === 1 }),
  }
}

function bit(value: boolean | undefined): number | null {
  return value === undefined ? null : Number(value)
}
