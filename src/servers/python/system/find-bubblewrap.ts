import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isProgramFile, pathFolders } from '@shared/process/program-files'
import { z } from 'zod'
import { ToolError } from '../../kit/define-tool'
import { namespaces, systemMounts } from './bubblewrap'

const TRY_MS = 5_000
/** How bubblewrap says that this system lets nobody make namespaces: that is so until somebody changes its settings. */
const FORBIDDEN =
  /^bwrap: (?!execvp)[^]*(No permissions to create|kernel does not (support|allow)|Permission denied|Operation not permitted)/
/** How it says that there are as many namespaces as there may be: soon there may be fewer, unless none is allowed at all. */
const TOO_MANY = /^bwrap: Creating new namespace failed: .*(ENOSPC|No space left)/
/** Of the namespaces that bubblewrap makes. Linux has a file of each, `max_user_namespaces` and so on. */
const KINDS = ['user', 'mnt', 'ipc', 'pid', 'net', 'uts']

/** Of Node's error: what it said, and null for the code when it was ended or not even started. */
const Failure = z.object({ code: z.number().nullable().catch(null), stderr: z.string().catch('') })

/**
 * Looks for bubblewrap and tries it.
 * @returns its absolute path; null where there is none, or where the system forbids what it does
 * @param options.limits where the system tells how many namespaces there may be
 * @throws ToolError when it is there and did not say why it does not work, e.g. on a machine too busy to start it: code
 * that is meant for a sandbox must not run without one by chance
 */
export async function findBubblewrap(
  path: string | undefined,
  { tryMs = TRY_MS, limits = '/proc/sys/user' } = {},
): Promise<string | null> {
  if (process.platform !== 'linux') return null
  const file = pathFolders(path)
    .map((folder) => join(folder, 'bwrap'))
    .find((candidate) => isProgramFile(candidate))
  if (file === undefined) return null
  const trial = [...namespaces, ...systemMounts(), '--', '/bin/sh', '-c', ':']
  try {
    await promisify(execFile)(file, trial, { timeout: tryMs, killSignal: 'SIGKILL', env: {} })
    return file
  } catch (error) {
    const { code, stderr } = Failure.parse(error)
    const isForbidden = FORBIDDEN.test(stderr) || (TOO_MANY.test(stderr) && isNoneAllowed(limits))
    if (code !== null && isForbidden) return null
    const silent =
      code === null ? `it took longer than ${tryMs / 1_000} s, or was ended` : `it ended with ${code}`
    const why = stderr.trim().slice(0, 300) || silent
    throw new ToolError(
      `Nothing was run: bubblewrap (${file}), which contains Python's code, did not start: ${why}. Try again. If it stays ` +
        'so, ask the person to repair or remove it, or to choose the sandbox in the settings of the Python service.',
    )
  }
}

/** Setting one of these to 0 is a usual way to forbid namespaces. */
function isNoneAllowed(limits: string): boolean {
  return KINDS.some((kind) => {
    try {
      return readFileSync(join(limits, `max_${kind}_namespaces`), 'utf8').trim() === '0'
    } catch {
      return false
    }
  })
}
