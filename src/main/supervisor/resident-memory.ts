import { readFileSync } from 'node:fs'

/**
 * Resident memory of a process of this user, in bytes. Linux only: elsewhere what the process says of
 * itself with each heartbeat is all there is.
 * @returns null when the system does not tell
 */
export function readResidentMemory(pid: number): number | null {
  if (process.platform !== 'linux') return null
  try {
    // `status` and not `statm`: the latter counts in pages, whose size Node does not tell.
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Number(found[1]) * 1_024 : null
  } catch {
    // It ended in this very moment.
    return null
  }
}
