import type { ProcessEntry, ProcessSource } from './process-entry'
import { shownCommand } from './hide-secrets'

/** macOS and Windows: what `ps` and the system's management interface say; loaded when first needed. */
export const portableProcesses: ProcessSource = {
  all: readAll,
  one: async (pid) => (await readAll()).find((entry) => entry.pid === pid) ?? null,
}

async function readAll(): Promise<ProcessEntry[]> {
  const { processes } = await import('systeminformation')
  const { list } = await processes()
  return list.map((entry) => {
    const startedAt = Date.parse(entry.started)
    return {
      pid: entry.pid,
      parentPid: entry.parentPid,
      name: entry.name,
      command: shownCommand([entry.command, ...entry.params.split(' ')].filter(Boolean)),
      user: entry.user,
      memoryBytes: entry.memRss * 1_024,
      cpuSeconds: 0,
      startedAt: Number.isNaN(startedAt) ? null : startedAt,
      identity: `${entry.started} ${entry.name}`,
    }
  })
}
