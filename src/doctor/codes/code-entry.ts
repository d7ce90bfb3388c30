import type { DoctorCode } from '@shared/domain/doctor'

/** What a code stands for, whoever has it. */
export interface CodeEntry {
  code: DoctorCode
  /** In capitals, e.g. `COMMAND_NOT_FOUND`. */
  name: string
  /** How bad it is where nothing else is said: `ok` is worth knowing and no fault. */
  verdict: 'ok' | 'warning' | 'problem'
  /** What it means and what it comes from. */
  meaning: string
  /** The one next step, where the case itself has no better one. */
  nextStep: string
}
