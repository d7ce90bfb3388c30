import { readFile } from 'node:fs/promises'
import { ownersOf, parseProcNet, readProc } from '@shared/process/proc-net'
import type { ListeningSocket, PortSource, ProcessFacts } from './listening-socket'

/** Linux: everything stands in /proc; no program is started. */
export const linuxPorts: PortSource = {
  async listeners(port: number): Promise<ListeningSocket[]> {
    const texts = await Promise.all(['net/tcp', 'net/tcp6'].map(readProc))
    const sockets = texts.flatMap(parseProcNet).filter((socket) => socket.port === port)
    if (sockets.length === 0) return []
    const owners = await ownersOf(new Set(sockets.map((socket) => socket.inode)))
    return sockets.map(({ address, uid, inode }) => ({ address, port, uid, pid: owners.get(inode) ?? null }))
  },

  async facts(pid: number): Promise<ProcessFacts> {
    const [commandLine, stat, status] = await Promise.all(
      ['cmdline', 'stat', 'status'].map(async (file) => await readProc(`${pid}/${file}`)),
    )
    // The name in field 2 may hold spaces and brackets; everything after the last bracket is regular.
    const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ')
    const uid = /^Uid:\s+(\d+)/m.exec(status ?? '')?.[1]
    return {
      command: (commandLine ?? '').split('\0').join(' ').trim() || null,
      user: uid === undefined ? null : await userName(Number(uid)),
      startedAt: fields[19] ?? null,
    }
  },
}

/** The name of a user number, or the number as text where there is no name. */
export async function userName(uid: number): Promise<string> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const line = accounts.split('\n').find((one) => one.split(':')[2] === String(uid))
  return line?.split(':')[0] ?? String(uid)
}
