import { spawn } from 'node:child_process'

/**
 * Signals a program that leads a process group (it was started `detached`) with everything it started: on Unix the group,
 * on Windows, which has neither groups nor SIGTERM, the tree below it. What is gone already is no error.
 */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') taskkill(pid, signal)
  else send(pid, signal)
}

/** Whether anything of the group runs; on Windows always false, because nobody can tell. */
export function groupLives(pid: number): boolean {
  return process.platform !== 'win32' && send(pid, 0)
}

/** @param signal 0 only asks. @returns false when nothing of the group runs any more */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch {
    return false
  }
}

function taskkill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  const program = `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\taskkill.exe`
  const force = signal === 'SIGKILL' ? ['/F'] : []
  spawn(program, ['/PID', String(pid), '/T', ...force], { windowsHide: true, stdio: 'ignore' }).on(
    'error',
    () => {},
  )
}
