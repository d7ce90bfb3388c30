import { statSync, type Stats } from 'node:fs'
import { PathError } from './path-error'

/** @throws PathError unless it is a directory */
export function requireDirectory(stats: Stats, path: string): void {
  if (!stats.isDirectory()) throw new PathError('kind', `ENOTDIR: this is a file, not a directory: ${path}`)
}

/** Pipes and sockets can hang the reader, devices never end. @throws PathError unless it is a regular file */
export function requireRegularFile(stats: Stats, path: string): void {
  if (stats.isFile()) return
  if (stats.isDirectory()) throw new PathError('kind', `EISDIR: this is a directory, not a file: ${path}`)
  throw new PathError('kind', `Access denied - ${path} is ${kindOf(stats)}; only regular files can be used.`)
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  if (stats.isSymbolicLink()) return 'a symbolic link'
  return 'a device'
}

/** Their files are windows into the system (`/proc/self/environ`), although they call themselves regular. */
const KERNEL_FILE_SYSTEMS = ['/proc', '/sys']
const kernelDevices = new Set(
  KERNEL_FILE_SYSTEMS.flatMap((path) => statSync(path, { throwIfNoEntry: false })?.dev ?? []),
)
// Without these mounts both are plain directories of the root's file system.
kernelDevices.delete(statSync('/').dev)

/** Inside them other file systems of the kernel are mounted, e.g. cgroups; /dev/shm is the memory of other programs. */
const KERNEL_PLACES = /^\/(proc|sys|dev)(\/|$)/

/**
 * @param realPath where it is, without links
 * @throws PathError for what lies in /proc or /sys, wherever they are mounted, and for all that is mounted there and in /dev
 */
export function refuseKernelFiles(stats: Stats, realPath: string, path: string): void {
  if (kernelDevices.has(stats.dev) || KERNEL_PLACES.test(realPath))
    throw new PathError('kind', `Access denied - ${path} belongs to the kernel, not to a folder.`)
}
