import { existsSync, type Stats } from 'node:fs'
import { mkdir, rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AllowedFolders, type AllowedFolder } from './allowed-folders'
import { findEntry, isMissing } from './find-entry'
import type { Hold, HeldEntry } from './held-entry'
import { holdByDescriptor } from './hold-by-descriptor'
import { holdByName } from './hold-by-name'
import { requireDirectory, requireRegularFile } from './kinds'
import { moveEntry } from './move-entry'
import { explainSystemError, missing, PathError, systemCode } from './path-error'
import { readDirectory, type DirectoryListing } from './read-directory'
import { replaceFile, type ReplaceOptions } from './replace-file'
import { absolutePath } from './requested-path'
import { targetIn, type Target } from './target'

export interface OpenFile {
  file: FileHandle
  stats: Stats
  realPath: string
}

/**
 * The folders a person allowed, and all that may be done in them. Every path may come from a model: whatever it is, nothing
 * outside of the folders is read, written, or told to exist.
 * Every method throws PathError (a ToolError: its text is for the model) when a path cannot be used.
 */
export class Folders {
  readonly #allowed: AllowedFolders
  readonly #hold: Hold

  /** @param paths absolute, or beginning with `~`; those that are not there are looked for again when they are named */
  constructor(paths: readonly string[], hold: (allowed: AllowedFolders) => Hold = strongestHold()) {
    this.#allowed = new AllowedFolders(paths)
    this.#hold = hold(this.#allowed)
  }

  /** In the order given; `realPath` is null for those that are not there. */
  list(): readonly AllowedFolder[] {
    this.#allowed.lookAgain()
    return this.#allowed.list()
  }

  /** What a model is told it may use: every folder that is there, by all its names. */
  names(): string[] {
    this.#allowed.lookAgain()
    return this.#allowed.names()
  }

  /** The absolute path a request means, not yet known to be allowed; a relative one begins in the first folder. */
  absolute(requested: string): string {
    return absolutePath(requested, this.#allowed.names()[0] ?? '/')
  }

  /** Holds whatever stands at a path while `work` runs. */
  async use<T>(
    requested: string,
    work: (entry: HeldEntry) => T | Promise<T>,
    { followLink = true } = {},
  ): Promise<T> {
    const path = this.absolute(requested)
    const entry = findEntry(this.#allowed, this.#hold, path, followLink)
    try {
      return await work(entry)
    } catch (error) {
      throw explainSystemError(error, path)
    } finally {
      entry.close()
    }
  }

  /** As `use`, for a directory: `access` may be the working directory of a child process while `work` runs. */
  async useDirectory<T>(requested: string, work: (directory: HeldEntry) => T | Promise<T>): Promise<T> {
    return await this.use(requested, (entry) => {
      requireDirectory(entry.stats, requested)
      return work(entry)
    })
  }

  /** Opens a regular file for reading while `work` runs. */
  async read<T>(requested: string, work: (open: OpenFile) => T | Promise<T>): Promise<T> {
    return await this.use(requested, async (entry) => {
      const file = await entry.openFile()
      try {
        return await work({ file, stats: entry.stats, realPath: entry.realPath })
      } finally {
        await file.close()
      }
    })
  }

  async stat(requested: string): Promise<Stats> {
    return await this.use(requested, ({ stats }) => stats)
  }

  async readDirectory(requested: string, limit: number): Promise<DirectoryListing> {
    return await this.useDirectory(requested, async (directory) => await readDirectory(directory, limit))
  }

  /** Creates or replaces a regular file, all or nothing. A symbolic link stays; what it leads to is replaced. */
  async write(requested: string, content: Uint8Array, options: ReplaceOptions = {}): Promise<void> {
    const path = this.#spelled(this.absolute(requested), true)
    await this.#at(path, async (target) => {
      if (target.existing) requireRegularFile(target.existing, path)
      await replaceFile(target, content, options)
    })
  }

  /** With all directories above it; one that exists already is fine. */
  async createDirectory(requested: string): Promise<void> {
    const path = this.absolute(requested)
    const { directory, missingNames } = this.#deepestDirectory(path)
    let current = directory
    try {
      for (const name of missingNames) {
        const access = join(current.access, name)
        await mkdir(access).catch(ignoreExisting)
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

  /** Refused when something stands at the destination. A symbolic link is moved itself. */
  async move(source: string, destination: string): Promise<void> {
    await this.#at(this.#spelled(this.absolute(source), false), async (from) => {
      await this.#at(this.absolute(destination), async (to) => await moveEntry(from, to))
    })
  }

  /** A file, a symbolic link itself, or an empty directory. */
  async remove(requested: string): Promise<void> {
    const path = this.#spelled(this.absolute(requested), false)
    await this.#at(path, async ({ parent, access, existing }) => {
      if (!existing) throw missing(path)
      parent.verify()
      await (existing.isDirectory() ? rmdir(access) : unlink(access))
    })
  }

  /** Holds the directory of a path while `work` changes the name in it. */
  async #at<T>(path: string, work: (target: Target) => Promise<T>): Promise<T> {
    if (this.#allowed.isFolder(path))
      throw new PathError('kind', `EISDIR: this is an allowed folder itself: ${path}`)
    return await this.useDirectory(dirname(path), async (parent) => {
      try {
        return await work(targetIn(parent, basename(path)))
      } catch (error) {
        throw explainSystemError(error, path)
      }
    })
  }

  /** A path as the disk spells it, through links or to the last link itself; a name that is free stays as it is. */
  #spelled(path: string, followLink: boolean): string {
    try {
      const entry = findEntry(this.#allowed, this.#hold, path, followLink)
      entry.close()
      return entry.realPath
    } catch (error) {
      if (!isMissing(error)) throw error
      return path
    }
  }

  #deepestDirectory(path: string): { directory: HeldEntry; missingNames: string[] } {
    const missingNames: string[] = []
    for (let current = path; ; current = dirname(current)) {
      try {
        const directory = findEntry(this.#allowed, this.#hold, current)
        if (!directory.stats.isDirectory()) {
          directory.close()
          throw new PathError('kind', `EEXIST: this is a file, not a directory: ${current}`)
        }
        return { directory, missingNames }
      } catch (error) {
        if (!isMissing(error) || current === dirname(current)) throw error
        missingNames.unshift(basename(current))
      }
    }
  }
}

function ignoreExisting(error: unknown): void {
  if (systemCode(error) !== 'EEXIST') throw error
}

function strongestHold(): (allowed: AllowedFolders) => Hold {
  const hasDescriptorPaths = process.platform === 'linux' && existsSync('/proc/self/fd')
  return hasDescriptorPaths ? holdByDescriptor : holdByName
}
