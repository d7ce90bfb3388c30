import { readdirSync, readFileSync } from 'node:fs'

/** The direct children of a process (Linux); none where it ended or there is no /proc. Every thread can have some. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}
