import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const execute = promisify(execFile)
const TIMEOUT_MS = 10_000

/** A Python of this machine, as it describes itself. */
export const SystemPython = z.object({
  executable: z.string().min(1),
  version: z.string(),
  /** Folders it needs to run: its own and, in a virtual environment, that of the Python behind it. */
  folders: z.array(z.string()),
})
export type SystemPython = z.infer<typeof SystemPython>

const describe =
  'import json, platform, sys; print(json.dumps({"executable": sys.executable, ' +
  '"version": platform.python_version(), "folders": sorted({sys.prefix, sys.base_prefix})}))'

/**
 * @param command a path or a name; empty looks for the usual names
 * @returns null when there is none that answers
 */
export async function findPython(command: string): Promise<SystemPython | null> {
  const usual = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']
  for (const candidate of command === '' ? usual : [command]) {
    try {
      const { stdout } = await execute(candidate, ['-I', '-c', describe], {
        timeout: TIMEOUT_MS,
        windowsHide: true,
      })
      return SystemPython.parse(JSON.parse(stdout))
    } catch {
      // Not there, or not a Python 3.
    }
  }
  return null
}
