import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second of /proc/PID/stat; 100 on every Linux we know. */
const TICKS = 100

/** CPU time a process used so far, user and system, ms. Source: proc(5). */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS
}

/** In MB: resident, its share of it (Pss), and what would be freed if it ended (private). */
export interface Memory {
  rss: number
  pss: number
  private: number
}

/** Source: proc(5), smaps_rollup. */
export function memoryMb(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kb = (name: string): number => Number(new RegExp(`^${name}: *(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  const mb = (value: number): number => Math.round(value / 102.4) / 10
  return { rss: mb(kb('Rss')), pss: mb(kb('Pss')), private: mb(kb('Private_Clean') + kb('Private_Dirty')) }
}

export function sumMemory(all: Memory[]): Memory {
  const sum = (key: keyof Memory): number =>
    Math.round(all.reduce((total, one) => total + one[key], 0) * 10) / 10
  return { rss: sum('rss'), pss: sum('pss'), private: sum('private') }
}

/** Every process below this one, itself first. */
export function processTree(root: number): { pid: number; command: string }[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      parents.set(Number(entry), Number(stat.replace(/^.*\) /, '').split(' ')[1]))
    } catch {
      // It ended while we looked.
    }
  }
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree.map((pid) => ({ pid, command: commandOf(pid) }))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}
