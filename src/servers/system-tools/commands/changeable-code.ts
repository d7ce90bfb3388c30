import { createHash } from 'node:crypto'
import { readFileSync, statSync, type Stats } from 'node:fs'
import { devNull } from 'node:os'
import { systemCode } from '../../kit/folders/path-error'
import type { Argv } from './allow-list'
import { isInside, realPath } from './inside'
import { namedFiles } from './named-files'

/** A file that a command names, as it was when it was looked at. */
export interface CodeFile {
  /** Real path. */
  path: string
  /** Its hash, or "folder": what lies in one is not looked at. */
  is: string
}

/** What a command runs and names, as far as somebody could change it. */
export interface ChangeableCode {
  /** Real path (a link may lead to another program the next time) and what it is: its hash, or its marks when it is large. */
  program: { path: string; is: string | null }
  files: readonly CodeFile[]
  /** False: the program or something that is named could not be looked at. */
  isWhole: boolean
}

/** Of the arguments' files together; more is not looked at. A larger program is known by its marks. */
const MAX_BYTES = 50 * 1024 * 1024
/** Files there are made when they are read, some without end. */
const MADE_WHEN_READ = ['/proc', '/sys']

/**
 * The program and every file and folder that an argument names, wherever it lies: another service may let clients write
 * there. What was allowed must not be another thing after the question, nor the next time (CVE-2025-54136). Whether other
 * code can run as well is not said by this.
 * @param cwd real path
 */
export function changeableCode(argv: Argv, cwd: string): ChangeableCode {
  const named = namedFiles(argv, cwd)
  const files = new Map<string, string>()
  let { isWhole } = named
  let bytesLeft = MAX_BYTES
  for (const name of named.paths) {
    const stats = statsOf(name)
    if (stats === null || name === devNull) continue
    const path = realPath(name)
    if (files.has(path)) continue
    const isReadable = stats?.isFile() && stats.size <= bytesLeft && !isInside(path, MADE_WHEN_READ)
    const is = stats?.isDirectory() ? 'folder' : isReadable ? hashOf(path) : undefined
    if (is === undefined) isWhole = false
    else files.set(path, is)
    bytesLeft -= stats?.size ?? 0
  }
  const program = programOf(argv.program)
  return {
    program,
    files: [...files].map(([path, is]) => ({ path, is })),
    isWhole: isWhole && program.is !== null,
  }
}

/** Nobody but the system sets the time of change and the inode. */
function programOf(program: string): ChangeableCode['program'] {
  const path = realPath(program)
  const stats = statsOf(path)
  if (stats === null) return { path, is: 'absent' }
  if (!stats?.isFile()) return { path, is: null }
  if (stats.size <= MAX_BYTES) return { path, is: hashOf(path) ?? null }
  return { path, is: [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ') }
}

/** @returns null when nothing is there, undefined when it cannot be told */
function statsOf(path: string): Stats | null | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch (error) {
    return systemCode(error) === 'ENAMETOOLONG' ? null : undefined
  }
}

function hashOf(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return undefined
  }
}
