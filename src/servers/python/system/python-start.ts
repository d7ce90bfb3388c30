import { join } from 'node:path'
import type { ProgramStart } from '../../kit/program/run-program'
import { bubblewrapArguments } from './bubblewrap'
import type { SystemPython } from './find-python'
import type { RunFolder } from './run-folder'

const MAX_FILE_KB = 64 * 1024

export interface PythonRun {
  python: SystemPython
  /** Absolute path; null: nothing contains the run. */
  bubblewrap: string | null
  folder: RunFolder
  memoryMb: number
}

/** How a run's process is started: with limits by a shell, in bubblewrap where there is one. */
export function pythonStart(run: PythonRun): Omit<ProgramStart, 'timeLimitMs'> {
  const { python, bubblewrap, folder } = run
  const inside = pythonCommand(run)
  const wrapped =
    bubblewrap === null ? inside : [bubblewrap, ...bubblewrapArguments(python, folder), ...inside]
  const [file = '', ...args] = process.platform === 'win32' ? wrapped : limited(wrapped, run.memoryMb)
  return {
    file,
    args,
    cwd: folder.scratch,
    env: environment(bubblewrap === null ? folder.temporary : '/tmp'),
  }
}

function pythonCommand({ python, bubblewrap, folder }: PythonRun): string[] {
  const [input, output] = bubblewrap === null ? [folder.input, folder.output] : ['/run/input', '/run/output']
  return [
    python.executable,
    '-I',
    '-B',
    '-X',
    'utf8',
    join(input, 'run.py'),
    join(input, 'code.py'),
    join(output, 'result.json'),
  ]
}

/** macOS knows no limit of address space and says so; the run goes on without it. */
function limited(command: readonly string[], memoryMb: number): string[] {
  const script = 'ulimit -v "$1" 2>/dev/null; ulimit -f "$2"; ulimit -c 0; shift 2; exec "$@"'
  // In POSIX, ulimit -f counts blocks of 512 bytes.
  return ['/bin/sh', '-c', script, 'sh', `${memoryMb * 1_024}`, `${MAX_FILE_KB * 2}`, ...command]
}

/** Nothing of the service's own environment, which may hold secrets. */
function environment(temporary: string): Record<string, string> {
  const { SYSTEMROOT } = process.env
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: temporary,
    TMPDIR: temporary,
    TEMP: temporary,
    LANG: 'C.UTF-8',
    ...(SYSTEMROOT === undefined ? {} : { SYSTEMROOT }),
  }
}
