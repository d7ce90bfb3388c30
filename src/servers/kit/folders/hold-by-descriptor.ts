import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import type { AllowedFolders } from './allowed-folders'
import type { Hold } from './held-entry'
import { refuseKernelFiles, requireRegularFile } from './kinds'
import { PathError } from './path-error'

/** Linux's O_PATH, which Node does not name: a descriptor of a place that opens nothing, so no device or pipe notices. */
const O_PATH = 0o10000000
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
const accessTo = (descriptor: number): string => `/proc/self/fd/${descriptor}`

/**
 * Linux: first the kernel goes to the place and holds it by a descriptor, then the kernel is asked where that is. No name is
 * looked up between the check and the use, so nobody can swap it there: `/proc/self/fd/<n>` means the held place itself.
 */
export function holdByDescriptor(allowed: AllowedFolders): Hold {
  return (path, followLink, shown) => {
    const { descriptor, place, stats } = openNamed(path, O_PATH | (followLink ? 0 : O_NOFOLLOW))
    const access = accessTo(descriptor)
    const refuseOutside = (where: Buffer): void => {
      if (!allowed.contain(where)) throw allowed.outside(shown)
    }
    try {
      refuseOutside(place)
      refuseOtherBytes(place, shown)
      refuseKernelFiles(stats, place.toString(), shown)
      return {
        realPath: place.toString(),
        access,
        stats,
        verify() {
          const now = placeOf(descriptor)
          refuseOutside(now)
          if (!standsAt(now, stats)) throw allowed.outside(shown)
        },
        async openFile() {
          requireRegularFile(stats, shown)
          return await open(access, O_RDONLY | O_NONBLOCK)
        },
        close: () => closeSync(descriptor),
      }
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  }
}

/** Files that programs rename meanwhile lose their place between two system calls; the next look finds the new one. */
const MAX_LOOKS = 20

function openNamed(path: string, flags: number): { descriptor: number; place: Buffer; stats: Stats } {
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const descriptor = openSync(path, flags)
    try {
      const place = placeOf(descriptor)
      const stats = fstatSync(descriptor)
      if (standsAt(place, stats)) return { descriptor, place, stats }
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
    closeSync(descriptor)
  }
  throw Object.assign(new Error('It vanished again and again.'), { code: 'ENOENT' })
}

/** Where the kernel says it is now, as bytes. Only text: it may be ` (deleted)`, or be so called in another process's mounts alone. */
function placeOf(descriptor: number): Buffer {
  return readlinkSync(accessTo(descriptor), 'buffer')
}

/** Whether what is held is also what stands at this place for this process. */
function standsAt(place: Buffer, held: Stats): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false })
  return found?.ino === held.ino && found.dev === held.dev
}

/** Whoever writes goes by the place's text; bytes that are no UTF-8 become other ones there, and name another file. */
function refuseOtherBytes(place: Buffer, shown: string): void {
  if (isUtf8(place)) return
  throw new PathError(
    'name',
    `Access denied - the real name of ${shown} is no UTF-8 text. Ask the person to rename it.`,
  )
}
