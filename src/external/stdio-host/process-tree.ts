import { readFileSync } from 'node:fs'
import { childrenOf } from '@shared/process/children'

/** What a process and everything below it used so far. */
export interface TreeUsage {
  /** What is theirs alone: files, libraries and memory they share are not counted once per process. */
  rssBytes: number
  cpuMs: number
  /** Bytes read and written, files and pipes and most sockets. */
  ioBytes: number
}

/** Linux counts CPU time for user space in hundredths of a second. */
const TICK_MS = 10
/** More processes than this are not looked at: a fork bomb must not keep us busy. */
const MAX_PROCESSES = 200

/** Adds up a process and its descendants from /proc. @returns null where there is none (not Linux, or it ended) */
export function readTree(pid: number): TreeUsage | null {
  const waiting = [pid]
  const total: TreeUsage = { rssBytes: 0, cpuMs: 0, ioBytes: 0 }
  let seen = 0
  for (let one = waiting.pop(); one !== undefined && seen < MAX_PROCESSES; one = waiting.pop()) {
    const stat = read(`/proc/${one}/stat`)
    if (stat === '') continue
    seen++
    total.cpuMs += cpuTicks(stat) * TICK_MS
    total.rssBytes += Number(/^RssAnon:\s+(\d+)/m.exec(read(`/proc/${one}/status`))?.[1] ?? 0) * 1_024
    const io = read(`/proc/${one}/io`)
    total.ioBytes += ioCount(io, 'rchar') + ioCount(io, 'wchar')
    waiting.push(...childrenOf(one))
  }
  return seen === 0 ? null : total
}

/** Measures a set of trees from one reading to the next. CPU in percent of one core. */
export function measureTrees(now: () => number): (pids: readonly number[]) => {
  rssBytes: number
  cpuPercent: number
} | null {
  let lastCpuMs = 0
  let lastAt = now()
  return (pids) => {
    const trees = pids.map(readTree).filter((tree) => tree !== null)
    if (trees.length === 0) return null
    const cpuMs = trees.reduce((sum, tree) => sum + tree.cpuMs, 0)
    const at = now()
    // A descendant that ended takes its time with it, so the sum can shrink.
    const percent = (Math.max(0, cpuMs - lastCpuMs) / Math.max(1, at - lastAt)) * 100
    lastCpuMs = cpuMs
    lastAt = at
    return {
      rssBytes: trees.reduce((sum, tree) => sum + tree.rssBytes, 0),
      cpuPercent: Math.round(percent * 10) / 10,
    }
  }
}

/** utime, stime and those of the children it waited for; fields 14 to 17 of proc_pid_stat(5). */
function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
}

function ioCount(text: string, name: string): number {
  return Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? 0)
}

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
