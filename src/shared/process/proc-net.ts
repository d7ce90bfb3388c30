import { readdir, readFile, readlink } from 'node:fs/promises'

/** One listening TCP socket of /proc/net/tcp or tcp6. */
export interface ProcSocket {
  address: string
  port: number
  uid: number
  inode: string
}

/** TCP_LISTEN in the kernel's include/net/tcp_states.h. */
const LISTEN = '0A'

/**
 * Reads the listening sockets out of /proc/net/tcp{,6}. Format: proc(5); columns are local address, remote
 * address, state, queues, timers, retransmits, uid, timeout, inode.
 */
export function parseProcNet(text: string): ProcSocket[] {
  const sockets: ProcSocket[] = []
  for (const line of text.split('\n').slice(1)) {
    const [, local, , state, , , , uid, , inode] = line.trim().split(/\s+/)
    if (state !== LISTEN || local === undefined || inode === undefined) continue
    const [address = '', port = ''] = local.split(':')
    sockets.push({ address: parseAddress(address), port: parseInt(port, 16), uid: Number(uid), inode })
  }
  return sockets
}

/** Addresses are groups of 32 bits in the byte order of the machine; all we run on are little-endian. */
function parseAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed())
  if (bytes.length === 4) return bytes.map((byte) => parseInt(byte, 16)).join('.')
  const text = bytes.join('').toLowerCase()
  if (text === '0'.repeat(32)) return '::'
  if (text === '1'.padStart(32, '0')) return '::1'
  if (text.startsWith('f'.repeat(4).padStart(24, '0')))
    return `::ffff:${bytes
      .slice(12)
      .map((byte) => parseInt(byte, 16))
      .join('.')}`
  return (text.match(/.{4}/g) ?? []).join(':')
}

/**
 * Finds the processes that hold the given sockets open, by the links in /proc/PID/fd. Processes of other users
 * cannot be looked into and are passed over.
 * @returns pid by inode
 */
export async function ownersOf(inodes: ReadonlySet<string>): Promise<Map<string, number>> {
  const owners = new Map<string, number>()
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  await Promise.all(
    pids.map(async (pid) => {
      for (const inode of await socketsOf(pid)) if (inodes.has(inode)) owners.set(inode, Number(pid))
    }),
  )
  return owners
}

async function socketsOf(pid: string): Promise<string[]> {
  const directory = `/proc/${pid}/fd`
  const names = await readdir(directory).catch(() => [])
  const links = await Promise.all(
    names.map(async (name) => await readlink(`${directory}/${name}`).catch(() => '')),
  )
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])
}

/** @returns the text of a file below /proc, empty when the process ended meanwhile */
export async function readProc(path: string): Promise<string> {
  return await readFile(`/proc/${path}`, 'utf8').catch(() => '')
}
