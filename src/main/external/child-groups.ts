import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { signalGroup } from '@shared/process/process-group'

const Group = z.object({ pid: z.number().int().positive(), startedAt: z.string() })
const Groups = z.array(Group)
type Group = z.infer<typeof Group>

/**
 * The process groups of external servers that run now, also in a file: whoever starts next ends what a center that was
 * killed left behind. A pid alone may have been given to another program since; with its start time it cannot mislead.
 * Windows has no process groups: the list stays empty there.
 */
export class ChildGroups {
  readonly #file: string
  #groups: Group[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** Ends the groups an earlier run left. @returns how many there were */
  endLeftovers(): number {
    const left = readGroups(this.#file).filter(({ pid, startedAt }) => startTimeOf(pid) === startedAt)
    for (const { pid } of left) signalGroup(pid, 'SIGKILL')
    rmSync(this.#file, { force: true })
    return left.length
  }

  add(pid: number): void {
    const startedAt = startTimeOf(pid)
    if (startedAt === null) return
    this.#groups = [...this.#groups, { pid, startedAt }]
    this.#save()
  }

  remove(pid: number): void {
    this.#groups = this.#groups.filter((group) => group.pid !== pid)
    this.#save()
  }

  /**
   * Ends one group, if it is still the one that was added. A leader that is gone is no reason not to: while its group
   * has members, the system gives its number to nobody else.
   */
  kill(pid: number): void {
    const group = this.#groups.find((one) => one.pid === pid)
    const now = startTimeOf(pid)
    if (group && (now === null || now === group.startedAt)) signalGroup(pid, 'SIGKILL')
    this.remove(pid)
  }

  #save(): void {
    try {
      if (this.#groups.length === 0) rmSync(this.#file, { force: true })
      else writeFileSync(this.#file, JSON.stringify(this.#groups), { mode: 0o600 })
    } catch {
      // On a full disk the file is old: its start times keep it from doing harm.
    }
  }
}

function readGroups(file: string): Group[] {
  try {
    return Groups.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return []
  }
}

/**
 * When a process started, as the system words it; null when there is none. Linux: clock ticks since boot, field 22 of
 * /proc/PID/stat, with the boot's id, because ticks begin anew (proc(5)). macOS: `lstart` of ps(1).
 */
function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === 'darwin')
      return (
        execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
      )
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^[\s\S]*\) /, '')
    const [state, ...fields] = afterName.split(' ')
    // A zombie runs no more; its group may.
    if (state === 'Z' || fields[18] === undefined) return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[18]}`
  } catch {
    return null
  }
}
