import { mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { AllowedFolders } from './allowed-folders'
import { findEntry } from './find-entry'
import { refuseGitData } from './git-data'
import type { HeldEntry, Hold } from './held-entry'
import { requireDirectory } from './kinds'
import { explainSystemError, isMissing, PathError, systemCode } from './path-error'
import { targetIn, type Target } from './target'

/** Finds absolute paths in the allowed folders and holds them while something is done there. */
export class Places {
  readonly #allowed: AllowedFolders
  readonly #hold: Hold

  constructor(allowed: AllowedFolders, hold: Hold) {
    this.#allowed = allowed
    this.#hold = hold
  }

  /** Holds what stands at a path while `work` runs. */
  async hold<T>(path: string, followLink: boolean, work: (entry: HeldEntry) => T | Promise<T>): Promise<T> {
    const entry = findEntry(this.#allowed, this.#hold, path, followLink)
    try {
      return await work(entry)
    } catch (error) {
      throw explainSystemError(error, path)
    } finally {
      entry.close()
    }
  }

  /** Holds the directory of a path while `work` changes the name in it. */
  async holdParent<T>(path: string, work: (target: Target) => Promise<T>): Promise<T> {
    if (this.#allowed.isFolder(path))
      throw new PathError('kind', `EISDIR: this is an allowed folder itself: ${path}`)
    return await this.hold(dirname(path), true, async (parent) => {
      requireDirectory(parent.stats, dirname(path))
      const target = targetIn(parent, basename(path))
      if (this.#allowed.holdClosed(target.realPath)) throw this.#allowed.outside(path)
      refuseGitData(parent, basename(path))
      return await work(target).catch((error: unknown) => {
        throw explainSystemError(error, path)
      })
    })
  }

  /**
   * A path as the disk spells it, through links or to the last link itself. A name that is free stays as it is, in its real
   * directory.
   */
  spelled(path: string, followLink: boolean): string {
    try {
      return this.#realPath(path, followLink)
    } catch (error) {
      if (!isMissing(error) || this.#allowed.isFolder(path)) throw error
      return join(this.#realParent(path), basename(path))
    }
  }

  createDirectory(path: string): void {
    const { directory, missingNames } = this.#deepestDirectory(path)
    let current = directory
    try {
      for (const name of missingNames) {
        refuseGitData(current, name)
        const access = join(current.access, name)
        // At once: nothing else of this process makes something here between the look and this.
        makeDirectory(access)
        const next = this.#hold(access, true, path)
        current.close()
        current = next
        requireDirectory(current.stats, path)
      }
    } catch (error) {
      throw explainSystemError(error, path)
    } finally {
      current.close()
    }
  }

  #realPath(path: string, followLink: boolean): string {
    const entry = findEntry(this.#allowed, this.#hold, path, followLink)
    entry.close()
    return entry.realPath
  }

  #realParent(path: string): string {
    try {
      return this.#realPath(dirname(path), true)
    } catch (error) {
      if (!isMissing(error)) throw error
      throw new PathError('missing', `Parent directory does not exist: ${dirname(path)}`)
    }
  }

  #deepestDirectory(path: string): { directory: HeldEntry; missingNames: string[] } {
    const missingNames: string[] = []
    for (let current = path; ; current = dirname(current)) {
      try {
        const directory = findEntry(this.#allowed, this.#hold, current)
        if (directory.stats.isDirectory()) return { directory, missingNames }
        directory.close()
        throw new PathError('kind', `EEXIST: this is a file, not a directory: ${current}`)
      } catch (error) {
        if (!isMissing(error) || this.#allowed.isFolder(current)) throw error
        missingNames.unshift(basename(current))
      }
    }
  }
}

function makeDirectory(access: string): void {
  try {
    mkdirSync(access)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}
