import type { DoctorCode } from '@shared/domain/doctor'

/** What a person can do about a finding from where it is told. */
export type NextStep = 'start' | 'restart' | 'sign-in' | 'settings' | 'log' | 'page'

/** By the code, whose meaning never changes (docs/doctor.md); codes that are not here need more than a button. */
const steps: Partial<Record<DoctorCode, NextStep>> = {
  'OMD-601': 'start',
  // Failed, waiting for its next start, not ready: its own words say more.
  'OMD-602': 'log',
  'OMD-605': 'log',
  'OMD-609': 'log',
  'OMD-606': 'restart',
  // The ways out of a held port stand on its page.
  'OMD-603': 'page',
  'OMD-607': 'sign-in',
  'OMD-604': 'settings',
  // Command, program, variable and arguments of an external server; a built-in one has other causes for these.
  'OMD-101': 'settings',
  'OMD-105': 'settings',
  'OMD-112': 'settings',
  'OMD-115': 'settings',
  'OMD-116': 'settings',
  'OMD-117': 'settings',
  'OMD-120': 'settings',
  'OMD-409': 'settings',
}

/** @returns null where no button helps */
export function nextStepOf(code: DoctorCode | null): NextStep | null {
  return code === null ? null : (steps[code] ?? null)
}
