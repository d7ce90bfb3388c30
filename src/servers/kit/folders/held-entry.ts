import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

/** A file or directory that was found inside an allowed folder and stays the same one while it is held. */
export interface HeldEntry {
  /** Where it was when it was found: absolute, without symbolic links. For people and texts, not for system calls. */
  readonly realPath: string
  /**
   * The path for system calls: on Linux it means exactly this entry, whatever happens to names meanwhile. `access + '/' +
   * name` is an entry of a held directory, and as `cwd` of a child process it is this very directory.
   */
  readonly access: string
  readonly stats: Stats
  /** @throws PathError when it has been moved out of the allowed folders since it was found */
  verify(): void
  /** For reading. @throws PathError for anything but a regular file */
  openFile(): Promise<FileHandle>
  close(): void
}

/**
 * Finds what a path means now and holds it. `shown` is what an error calls it.
 * @throws PathError `outside`, or a system error
 */
export type Hold = (path: string, followLink: boolean, shown: string) => HeldEntry
