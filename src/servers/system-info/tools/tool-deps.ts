import type { ToolHints } from '../../kit/define-tool'
import type { Readings } from '../readings'

export interface InfoDeps {
  readings: Readings
  showIdentifying: boolean
  /** Takes out what identifies the computer, unless it may be shown. */
  clean: <T>(answer: T) => T
}

export const reads: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
}

/** Why a part of an answer is null. */
export type Missing = Record<string, string>
