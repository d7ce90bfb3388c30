import type { CodeEntry } from './code-entry'
import { livingHere } from './living-here'
import { offering } from './offering'
import { reaching } from './reaching'
import { speaking } from './speaking'
import { starting } from './starting'

export type { CodeEntry } from './code-entry'

/** Every code by name. The numbers never change their meaning; docs/doctor.md is written from here. */
const byName = { ...starting, ...reaching, ...speaking, ...offering, ...livingHere }
export type CodeName = keyof typeof byName

export const codes: readonly CodeEntry[] = Object.values(byName)

export function codeEntry(name: CodeName): CodeEntry {
  return byName[name]
}

/** @param text a code or a name, in any case: `omd-101`, `COMMAND_NOT_FOUND` */
export function findCode(text: string): CodeEntry | undefined {
  const wanted = text.trim().toUpperCase()
  return codes.find(({ code, name }) => code === wanted || name === wanted)
}
