import type { ProcessExit } from '../../src/main/host/host'
import type { Problem } from '../../src/shared/errors'

/** Test to process under test. */
export interface HostCall {
  id: number
  verb: string
  args: unknown[]
}

/** Process under test to test. */
export type HostReply =
  | { type: 'result'; id: number; value?: unknown }
  | { type: 'error'; id: number; problem: Problem }
  | { type: 'message'; index: number; message: unknown }
  | { type: 'output'; index: number; stream: 'stdout' | 'stderr'; chunk: string }
  | { type: 'exit'; index: number; exit: ProcessExit }
  | { type: 'power'; event: string }
  | { type: 'notice-click'; serviceId: string | null }
