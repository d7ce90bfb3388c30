import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Group = z.object({ pid: z.number().int().positive(), startedAt: z.string() })
const Groups = z.array(Group)
type Group = z.infer<typeof Group>

/**
 * The process groups of external servers that run now, also in a file: whoever starts next ends what a center that was
 * killed left behind. A pid alone may have been given to another program since; with its start time it cannot mislead.
 */
export class ChildGroups {
  readonly #file: string
  #groups: Group[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** Ends the groups an earlier run left. @returns how many there were */
  endLeftovers(): number {
    const left = readGroups(this.#file).filter(isAlive)
    for (const { pid } of left) killGroup(pid)
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

  /** Ends one group, if it is still the one that was added. */
  kill(pid: number): void {
    const group = this.#groups.find((one) => one.pid === pid)
    if (group && isAlive(group)) killGroup(pid)
    this.remove(pid)
  }

  #save(): void {
    try {
      writeFileSync(this.#file, JSON.stringify(this.#groups), { mode: 0o600 })
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

function isAlive({ pid, startedAt }: Group): boolean {
  return startTimeOf(pid) === startedAt
}

/** Start time in clock ticks since boot, field 22 of /proc/PID/stat (proc(5)); null where there is none. */
function startTimeOf(pid: number): string | null {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '')
    return afterName.split(' ')[19] ?? null
  } catch {
    return null
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}
