import { spawn } from 'node:child_process'

/** Groups of programs that run now: when this process ends, whatever the reason, none of them stays behind. */
const running = new Set<number>()
let isWatching = false

export function remember(pid: number): void {
  running.add(pid)
  if (isWatching) return
  isWatching = true
  process.once('exit', () => {
    for (const group of running) signalTree(group, 'SIGKILL')
  })
}

export function forget(pid: number): void {
  running.delete(pid)
}

/** Reaches a program and everything it started: on Unix its process group, on Windows the tree below it. */
export function signalTree(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') return taskkill(pid, signal)
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended already.
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
