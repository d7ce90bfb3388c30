import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import type { RunFolder } from './run-folder'
import type { SystemPython } from './find-python'

/** Part of every system's programs and libraries; on many, links into /usr. */
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64']
const SHARED_MEMORY_BYTES = `${4 * 1024 * 1024}`
export const namespaces =
  '--unshare-all --die-with-parent --new-session --hostname sandbox --proc /proc --dev /dev'.split(' ')
const SYSTEM_FILES = ['/etc/ld.so.cache', '/etc/alternatives', '/etc/localtime']

/**
 * The arguments of bwrap(1) for one run: no network, no processes, no files but the system's own programs (read-only)
 * and the run's folders.
 */
export function bubblewrapArguments(python: SystemPython, run: RunFolder): string[] {
  const own = python.folders.filter((folder) => !folder.startsWith('/usr/') && folder !== '/usr')
  const mounts = [
    ['--bind', run.temporary, '/tmp'],
    ['--ro-bind', run.input, '/run/input'],
    ['--bind', run.output, '/run/output'],
    ['--bind', run.scratch, '/scratch'],
    // What lies there is memory that no limit of the process counts; semaphores need a little.
    ['--size', SHARED_MEMORY_BYTES, '--tmpfs', '/dev/shm'],
  ]
  return [
    ...namespaces,
    ...systemMounts(),
    ...own.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...mounts.flat(),
    '--chdir',
    '/scratch',
    '--remount-ro',
    '/',
    '--',
  ]
}

/** The system's own programs and libraries, read-only. */
export function systemMounts(): string[] {
  const folders = SYSTEM_FOLDERS.filter((path) => existsSync(path)).flatMap((path) =>
    lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
  )
  return [...folders, ...SYSTEM_FILES.flatMap((path) => ['--ro-bind-try', path, path])]
}
