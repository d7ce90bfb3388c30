import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Argv } from './allow-list'
import { isInside, realPath } from './inside'
import { interpreters, programName, shells } from './known-programs'

/** A file with code, as it was when it was looked at. */
export interface CodeFile {
  path: string
  sha256: string
}

const MAX_BYTES = 50 * 1024 * 1024

/**
 * The code a command runs from folders where clients write: the program itself, and the script of an interpreter. What was
 * allowed once must not be another thing the next time (CVE-2025-54136), nor after the question. Code that this code
 * loads in turn is not seen.
 * @param cwd real path
 */
export function changeableCode({ program, args }: Argv, cwd: string, folders: readonly string[]): CodeFile[] {
  const name = programName(realPath(program))
  const isInterpreter = [name, programName(program)].some((one) => shells.has(one) || interpreters.has(one))
  const script = isInterpreter ? args.find((arg) => !arg.startsWith('-')) : undefined
  const files = [program, ...(script === undefined ? [] : [resolve(cwd, script)])].map(realPath)
  return files.filter((file) => isInside(file, folders)).map((path) => ({ path, sha256: hashOf(path) }))
}

/** @returns a text that equals no hash for what is no readable file */
function hashOf(file: string): string {
  try {
    const { size } = statSync(file)
    return size > MAX_BYTES ? 'too large' : createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return 'unreadable'
  }
}
