import { readProc } from '@shared/process/proc-net'

/** This process and, on Linux, every process above it. */
export async function ownPids(): Promise<ReadonlySet<number>> {
  const pids = new Set([process.pid, process.ppid])
  for (let pid = process.ppid; pid > 1 && process.platform === 'linux';) {
    pid = Number(/^PPid:\s+(\d+)/m.exec(await readProc(`${pid}/status`))?.[1] ?? 0)
    pids.add(pid)
  }
  return pids
}
