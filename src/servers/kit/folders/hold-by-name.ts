import { constants, lstatSync, realpathSync, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AllowedFolders } from './allowed-folders'
import type { Hold } from './held-entry'
import { refuseKernelFiles, requireRegularFile } from './kinds'

/** Windows has neither. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>

/**
 * macOS and Windows, where Node cannot open relative to a directory: the real name is found and checked, and the same file
 * (device and inode) must stand there before and after use. Weaker than a descriptor: who can change names inside an allowed
 * folder at the right microsecond, twice, is not noticed.
 */
export function holdByName(allowed: AllowedFolders): Hold {
  return (path, followLink, shown) => {
    const realPath = followLink ? realpathSync.native(path) : realEntry(path)
    const stats = lstatSync(realPath)
    const verify = (): void => {
      if (!allowed.contain(Buffer.from(realPath))) throw allowed.outside(shown)
      const real = realEntry(realPath)
      if (real !== realPath || !isSame(lstatSync(real), stats)) throw allowed.outside(shown)
    }
    verify()
    refuseKernelFiles(stats, realPath, shown)
    return {
      realPath,
      access: realPath,
      stats,
      verify,
      async openFile() {
        requireRegularFile(stats, shown)
        const file = await open(realPath, (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK)
        try {
          if (!isSame(await file.stat(), stats)) throw allowed.outside(shown)
          verify()
          return file
        } catch (error) {
          await file.close()
          throw error
        }
      },
      close() {},
    }
  }
}

/** The entry itself in the real directory it is in: a symbolic link stays one. */
function realEntry(path: string): string {
  return join(realpathSync.native(dirname(path)), basename(path))
}

function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.dev === other.dev
}
