import { readdirSync, readFileSync } from 'node:fs'

/**
 * The direct children of a process (Linux); none where it ended or there is no /proc. Every thread can have some.
 * @param proc where the file system of processes is
 */
export function childrenOf(pid: number, proc = '/proc'): number[] {
  return threadsOf(pid, proc).flatMap((thread) => {
    try {
      const children = readFileSync(`${proc}/${pid}/task/${thread}/children`, 'utf8')
      return children.split(' ').filter(Boolean).map(Number)
    } catch {
      // It ended since it was listed; its children are another thread's now.
      return []
    }
  })
}

function threadsOf(pid: number, proc: string): string[] {
  try {
    return readdirSync(`${proc}/${pid}/task`)
  } catch {
    return []
  }
}
