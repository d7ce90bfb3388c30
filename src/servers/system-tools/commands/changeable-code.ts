import { createHash } from 'node:crypto'
import { readFileSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { systemCode } from '../../kit/folders/path-error'
import type { Argv } from './allow-list'
import { isInside, realPath } from './inside'
import { namesItsScript, runsUnseen } from './scripts'

/** A file that a command names, as it was when it was looked at. */
export interface CodeFile {
  /** Real path. */
  path: string
  sha256: string
}

/** What a command runs, as far as clients could change it. */
export interface ChangeableCode {
  /** Real path: a link may lead to another program the next time. */
  program: string
  files: readonly CodeFile[]
  /** False: something runs that is not seen from here, so an answer holds for this time only. */
  isKnown: boolean
}

/** Together; more is not looked at. */
const MAX_BYTES = 50 * 1024 * 1024

/**
 * The program and every argument that names a file in folders where clients write. What was allowed once must not be
 * another thing the next time (CVE-2025-54136), nor after the question. Code that this code loads in turn is not seen.
 * @param cwd real path
 * @param folders real paths
 */
export function changeableCode(argv: Argv, cwd: string, folders: readonly string[]): ChangeableCode {
  const named = [argv.program, ...argv.args.flatMap(pathsIn)].map((path) => resolve(cwd, path))
  const paths = new Set(named.filter((path) => isNamedInside(path, folders)).map(realPath))
  const files: CodeFile[] = []
  let isKnown = !runsUnseen(argv) && namesItsScript(argv, cwd)
  let bytesLeft = MAX_BYTES
  for (const path of paths) {
    const stats = statsOf(path)
    if (stats === null || stats?.isDirectory()) continue
    const sha256 = stats?.isFile() && stats.size <= bytesLeft ? hashOf(path) : undefined
    if (sha256 === undefined) isKnown = false
    else files.push({ path, sha256 })
    bytesLeft -= stats?.size ?? 0
  }
  return { program: realPath(argv.program), files, isKnown }
}

/** An argument may be a path, or end with one: `--import=./a.mjs`, `-f./a.awk`. */
function pathsIn(arg: string): string[] {
  const afterEquals = arg.includes('=') ? [arg.slice(arg.indexOf('=') + 1)] : []
  const afterLetter = /^-[a-z]./i.test(arg) ? [arg.slice(2)] : []
  return [arg, ...afterEquals, ...afterLetter]
}

/** By its name (a link may lead out, and elsewhere the next time) or where it leads. */
function isNamedInside(path: string, folders: readonly string[]): boolean {
  const byRealFolder = join(realPath(dirname(path)), basename(path))
  return [path, byRealFolder, realPath(path)].some((one) => isInside(one, folders))
}

/** @returns null when nothing is there, undefined when it cannot be told */
function statsOf(path: string): Stats | null | undefined {
  try {
    return statSync(path)
  } catch (error) {
    return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemCode(error) ?? '') ? null : undefined
  }
}

function hashOf(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return undefined
  }
}
