import type { Readings } from '../readings'

export interface InfoDeps {
  readings: Readings
  showIdentifying: boolean
  /** Takes out what identifies the computer, unless it may be shown. */
  clean: <T>(answer: T) => T
}

export { reads } from '../../kit/define-tool'

/** Why a part of an answer is null. */
export type Missing = Record<string, string>
