import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { AllowedFolders } from './allowed-folders'
import type { Hold } from './held-entry'
import { refuseKernelFiles, requireRegularFile } from './kinds'

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
    const { descriptor, place } = openNamed(path, O_PATH | (followLink ? 0 : O_NOFOLLOW))
    const access = accessTo(descriptor)
    const refuseOutside = (where: Buffer): void => {
      if (!allowed.contain(where)) throw allowed.outside(shown)
    }
    try {
      refuseOutside(place)
      const stats = fstatSync(descriptor)
      refuseKernelFiles(stats, shown)
      return {
        realPath: place.toString(),
        access,
        stats,
        verify: () => refuseOutside(placeOf(descriptor)),
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

/** Files that programs replace by renaming lose their name between two system calls; the next look finds the new one. */
const MAX_LOOKS = 20

function openNamed(path: string, flags: number): { descriptor: number; place: Buffer } {
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const descriptor = openSync(path, flags)
    const place = placeOf(descriptor)
    if (!hasLostItsName(descriptor, place)) return { descriptor, place }
    closeSync(descriptor)
  }
  throw Object.assign(new Error('It vanished again and again.'), { code: 'ENOENT' })
}

/** Where the kernel says it is now, as bytes. */
function placeOf(descriptor: number): Buffer {
  return readlinkSync(accessTo(descriptor), 'buffer')
}

const DELETED = Buffer.from(' (deleted)')

/** The kernel adds ` (deleted)` to the place of what has lost its name; a file may also be called that. */
function hasLostItsName(descriptor: number, place: Buffer): boolean {
  if (!place.subarray(-DELETED.length).equals(DELETED)) return false
  return lstatSync(place, { throwIfNoEntry: false })?.ino !== fstatSync(descriptor).ino
}
