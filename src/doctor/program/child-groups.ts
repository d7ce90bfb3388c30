import { signalGroup } from '@shared/process/process-group'

/** Groups of programs that run now: when this process ends, whatever the reason, none of them stays behind. */
const running = new Set<number>()
let isWatching = false

export function remember(pid: number): void {
  running.add(pid)
  if (isWatching) return
  isWatching = true
  process.once('exit', () => {
    for (const group of running) signalGroup(group, 'SIGKILL')
  })
}

export function forget(pid: number): void {
  running.delete(pid)
}
