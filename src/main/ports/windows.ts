import type { ListeningSocket, PortSource, ProcessFacts } from './listening-socket'
import type { RunTool } from './run-tool'

/** Windows: netstat tells who listens, tasklist who a process is. */
export function windowsPorts(run: RunTool): PortSource {
  return {
    listeners: async (port) =>
      parseNetstat(await run('netstat', ['-ano', '-p', 'TCP']), port).concat(
        parseNetstat(await run('netstat', ['-ano', '-p', 'TCPv6']), port),
      ),
    facts: async (pid) =>
      parseTasklist(await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH', '/V'])),
  }
}

/** Rows are protocol, local address, foreign address, state, pid; the state's word depends on the language. */
export function parseNetstat(text: string, port: number): ListeningSocket[] {
  const found: ListeningSocket[] = []
  for (const line of text.split(/\r?\n/)) {
    const [protocol, local, foreign, , pid] = line.trim().split(/\s+/)
    const [, address, localPort] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(local ?? '') ?? []
    // Only a listening socket has no port at its far end.
    if (protocol !== 'TCP' || address === undefined || !foreign?.endsWith(':0')) continue
    if (Number(localPort) === port)
      found.push({ address, port, pid: /^\d+$/.test(pid ?? '') ? Number(pid) : null, uid: null })
  }
  return found
}

/** One CSV row: image name, pid, session, session number, memory, status, user, CPU time, window title. */
export function parseTasklist(text: string): ProcessFacts {
  const cells = [...(text.split(/\r?\n/)[0] ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
  const [image, pid, , , , , user] = cells
  if (image === undefined || !/^\d+$/.test(pid ?? '')) return { command: null, user: null, startedAt: null }
  return { command: image, user: user === undefined || user === 'N/A' ? null : user, startedAt: null }
}
