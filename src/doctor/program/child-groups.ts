import { isNamespace, type Isolation } from '@shared/process/isolation'
import { signalGroup } from '@shared/process/process-group'
import { Watchdog } from '@shared/process/watchdog'

/** Groups of programs that run now: when this process ends, whatever the reason, none of them stays behind. */
const running = new Set<number>()
/** For a death without a last word; a PID namespace ends with this process by itself. */
const watchdog = new Watchdog()
let isWatching = false

export function remember(pid: number, isolation: Isolation): void {
  running.add(pid)
  if (!isNamespace(isolation)) watchdog.guard(pid)
  if (isWatching) return
  isWatching = true
  process.once('exit', () => {
    for (const group of running) signalGroup(group, 'SIGKILL')
  })
}

export function forget(pid: number): void {
  running.delete(pid)
  watchdog.release(pid)
}
