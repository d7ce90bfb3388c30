import { readFileSync, readdirSync } from 'node:fs'
import { shownCommand } from './hide-secrets'
import type { ProcessEntry, ProcessSource } from './process-entry'

/** Linux tells user space times in hundredths of a second and memory in these pages. */
const TICKS_PER_SECOND = 100
const MAX_COMMAND_BYTES = 4_096

/** Reads /proc; formats in proc_pid_stat(5) and proc_pid_status(5). The environment is not read. */
export const linuxProcesses: ProcessSource = {
  all: async () => {
    const bootAt = bootTime()
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => readProcess(Number(pid), bootAt) ?? [])
  },
  one: async (pid) => readProcess(pid, bootTime()),
}

function readProcess(pid: number, bootAt: number): ProcessEntry | null {
  const stat = read(`/proc/${pid}/stat`)
  const status = read(`/proc/${pid}/status`)
  if (stat === '' || status === '') return null
  // The number of a thread has a folder too, which is not listed; a signal to it would end the process it belongs to.
  if (Number(/^Tgid:\s+(\d+)/m.exec(status)?.[1]) !== pid) return null
  // The name may hold spaces and parentheses; what follows its last one is the third field on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3] ?? 0)
  // A zombie runs no more; only its parent has not asked yet how it ended.
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  const startTicks = field(22)
  return {
    pid,
    parentPid: field(4),
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    command: shownCommand(commandLine(pid)),
    user: /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? '',
    memoryBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024,
    cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
    startedAt: Math.round(bootAt + (startTicks / TICKS_PER_SECOND) * 1_000),
    identity: String(startTicks),
  }
}

function commandLine(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).slice(0, MAX_COMMAND_BYTES).split('\0').filter(Boolean)
}

/** UTC epoch ms. */
function bootTime(): number {
  return Number(/^btime (\d+)/m.exec(read('/proc/stat'))?.[1] ?? 0) * 1_000
}

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
