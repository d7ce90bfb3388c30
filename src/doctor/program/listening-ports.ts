import { childrenOf } from '@shared/process/children'
import { ownersOf, parseProcNet, readProc } from '@shared/process/proc-net'

/** A program that multiplies must not keep us busy. */
const MAX_PROCESSES = 200

/** TCP ports on which a process or one below it listens, lowest first. Linux only; elsewhere none is found. */
export async function listeningPorts(pid: number): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const family = new Set(withDescendants(pid))
  const sockets = (await Promise.all(['net/tcp', 'net/tcp6'].map(readProc))).flatMap(parseProcNet)
  const owners = await ownersOf(new Set(sockets.map(({ inode }) => inode)))
  const ports = sockets.filter(({ inode }) => family.has(owners.get(inode) ?? -1)).map(({ port }) => port)
  return [...new Set(ports)].sort((a, b) => a - b)
}

function withDescendants(pid: number): number[] {
  const found = [pid]
  for (let next = 0; next < found.length && found.length < MAX_PROCESSES; next++)
    found.push(...childrenOf(found[next] ?? pid))
  return found
}
