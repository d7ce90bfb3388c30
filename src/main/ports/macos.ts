import type { ListeningSocket, PortSource, ProcessFacts } from './listening-socket'
import type { RunTool } from './run-tool'

/** macOS: lsof tells who listens, ps who a process is. */
export function macosPorts(run: RunTool): PortSource {
  return {
    listeners: async (port) =>
      parseLsof(await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-FpunL']), port),
    facts: async (pid) => parsePs(await run('ps', ['-o', 'user=,lstart=,command=', '-p', String(pid)])),
  }
}

/** `-F` output: one field per line, its letter first. `p` begins a process, `f` a file, `n` names the socket. */
export function parseLsof(text: string, port: number): ListeningSocket[] {
  const found: ListeningSocket[] = []
  let pid: number | null = null
  let uid: number | null = null
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) [pid, uid] = [toNumber(value), null]
    else if (line.startsWith('u')) uid = toNumber(value)
    else if (line.startsWith('n')) {
      const [, address, named] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(value) ?? []
      if (address !== undefined && Number(named) === port)
        found.push({ address: address === '' ? '*' : address, port, pid, uid })
    }
  }
  return found
}

/** One line: user, a date of five words, the command. */
export function parsePs(text: string): ProcessFacts {
  const [, user, startedAt, command] = /^\s*(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/m.exec(text) ?? []
  return { command: command ?? null, user: user ?? null, startedAt: startedAt ?? null }
}

function toNumber(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null
}
