import { SECOND } from '@shared/lib/clock'

/** How long each part may take, ms, and how much is read. */
export interface DoctorLimits {
  /** The whole examination. */
  wholeMs: number
  /** From the start of a program to its answer to the greeting; npx and uvx may download first. */
  startMs: number
  /** An address's answer to the greeting. */
  handshakeMs: number
  /** Any later request. */
  requestMs: number
  /** How long a program may take to end by itself. */
  endMs: number
}

export const defaultLimits: DoctorLimits = {
  wholeMs: 90 * SECOND,
  startMs: 30 * SECOND,
  handshakeMs: 15 * SECOND,
  requestMs: 10 * SECOND,
  endMs: 1.5 * SECOND,
}

/**
 * One message (UTF-16 units), one HTTP exchange (bytes) and all pages of one list (UTF-16 units): as much as OmniMind
 * carries.
 */
export const MAX_MESSAGE = 10 * 1024 * 1024
/** Pages of one list. */
export const MAX_PAGES = 50
/** Entries of one list that are looked at. */
export const MAX_ENTRIES = 2_000
