import { existsSync, type Stats } from 'node:fs'
import { rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { AllowedFolders, type AllowedFolder } from './allowed-folders'
import type { Hold, HeldEntry } from './held-entry'
import { holdByDescriptor } from './hold-by-descriptor'
import { holdByName } from './hold-by-name'
import { requireDirectory, requireRegularFile } from './kinds'
import { moveEntry, type MoveOptions } from './move-entry'
import { missing } from './path-error'
import { Places } from './places'
import { readDirectory, type DirectoryListing } from './read-directory'
import { replaceFile, type ReplaceOptions } from './replace-file'
import { absolutePath } from './requested-path'

type HoldWay = (allowed: AllowedFolders) => Hold

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
  readonly #places: Places

  /**
   * @param paths absolute, or beginning with `~`; those that are not there are looked for again when they are named
   * @param closed what stays closed although a folder contains it, e.g. `ownData(dataDir)`
   */
  constructor(
    paths: readonly string[],
    { closed = [], hold = strongestHold() }: { closed?: readonly string[]; hold?: HoldWay } = {},
  ) {
    this.#allowed = new AllowedFolders(paths, closed)
    this.#places = new Places(this.#allowed, hold(this.#allowed))
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
    return await this.#places.hold(this.absolute(requested), followLink, work)
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

  /** Where a write to this path would go: the file that is there, through all links, or the free name. */
  placeOf(requested: string): string {
    return this.#places.spelled(this.absolute(requested), true)
  }

  /** Creates or replaces a regular file, all or nothing. A symbolic link stays; what it leads to is replaced. */
  async write(requested: string, content: Uint8Array, options: ReplaceOptions = {}): Promise<void> {
    const path = this.placeOf(requested)
    await this.#places.holdParent(path, async (target) => {
      if (target.existing) requireRegularFile(target.existing, path)
      await replaceFile(target, content, options)
    })
  }

  /** With all directories above it; one that exists already is fine. */
  async createDirectory(requested: string): Promise<void> {
    this.#places.createDirectory(this.absolute(requested))
  }

  /** Refused when something stands at the destination. A symbolic link is moved itself. Returns the facts of what was moved. */
  async move(source: string, destination: string, options: MoveOptions = {}): Promise<Stats> {
    return await this.#places.holdParent(
      this.entryOf(source),
      async (from) =>
        await this.#places.holdParent(
          this.entryOf(destination),
          async (to) => await moveEntry(from, to, options),
        ),
    )
  }

  /** A file, a symbolic link itself, or an empty directory. */
  async remove(requested: string): Promise<void> {
    const path = this.entryOf(requested)
    await this.#places.holdParent(path, async ({ parent, access, existing }) => {
      if (!existing) throw missing(path)
      parent.verify()
      await (existing.isDirectory() ? rmdir(access) : unlink(access))
    })
  }

  /** As `placeOf`, but a link at the end is meant itself. */
  entryOf(requested: string): string {
    return this.#places.spelled(this.absolute(requested), false)
  }
}

function strongestHold(): HoldWay {
  const hasDescriptorPaths = process.platform === 'linux' && existsSync('/proc/self/fd')
  return hasDescriptorPaths ? holdByDescriptor : holdByName
}
