import { realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve, sep } from 'node:path'
import { PathError } from './path-error'
import { pathWithin } from './path-within'
import { walkToDirectory } from './walk-links'

/** A folder that a person allowed. */
export interface AllowedFolder {
  /** As the person wrote it, made absolute. */
  path: string
  /** Where it really is, without symbolic links; null while it is not there, or `leadsOut`. */
  realPath: string | null
  /** It leads to a place outside by a link inside another allowed folder, where a client may have put it. */
  leadsOut: boolean
}

/**
 * The folders a person allowed, less what is closed inside them. Each may be a symbolic link itself; it is followed once, when
 * it is first found. One that lies inside another allowed folder must not lead out of all of them: a client could have
 * moved it there, in this run or in an earlier one.
 */
export class AllowedFolders {
  readonly #folders: AllowedFolder[]
  readonly #closed: readonly string[]
  /** Real places as the bytes the system gives, since two names may differ in bytes that no text shows. */
  readonly #places: Buffer[] = []

  /** @param closed what stays closed although a folder contains it; a folder inside it is open again */
  constructor(paths: readonly string[], closed: readonly string[] = []) {
    this.#folders = [...new Set(paths.map(fromHome))].map((path) => ({
      path,
      realPath: null,
      leadsOut: false,
    }))
    this.#closed = closed.map((path) => realFolder(path) ?? resolve(path))
    this.lookAgain()
  }

  list(): readonly AllowedFolder[] {
    return this.#folders
  }

  /** Every name of a folder that is there, as given and as it really is: what may be shown to a model. */
  names(): string[] {
    const found = this.#folders.filter(({ realPath }) => realPath !== null)
    return [...new Set(found.flatMap(({ path, realPath }) => (realPath ? [path, realPath] : [])))]
  }

  /** Folders that were not there may have come since. */
  lookAgain(): void {
    const walks = this.#folders.flatMap((folder) => {
      const walked = folder.realPath === null ? walkToDirectory(folder.path) : null
      return walked ? [{ folder, ...walked }] : []
    })
    const found = [...this.#places, ...walks.map(({ realPath }) => Buffer.from(realPath))]
    const isClients = (directory: string): boolean =>
      found.some((place) => isWithin(Buffer.from(directory), place))
    const [doubtful, sure] = parted(walks, ({ linkDirectories }) => linkDirectories.some(isClients))
    for (const { folder, realPath } of sure) this.#take(folder, realPath)
    for (const { folder, realPath } of doubtful) {
      if (this.contain(Buffer.from(realPath))) this.#take(folder, realPath)
      else folder.leadsOut = true
    }
  }

  #take(folder: AllowedFolder, realPath: string): void {
    folder.realPath = realPath
    folder.leadsOut = false
    this.#places.push(Buffer.from(realPath))
  }

  /**
   * The folder whose name begins this path, and what follows. Proves nothing about where the path leads; it spares the disk, so that nobody
   * learns from an answer or its time what exists outside.
   */
  named(absolute: string): { folder: AllowedFolder; rest: string } | undefined {
    for (const folder of this.#folders)
      for (const place of [folder.path, folder.realPath]) {
        const rest = place === null ? null : pathWithin(place, absolute)
        if (rest !== null) return { folder, rest }
      }
    return undefined
  }

  /** Whether a place, as the system tells it, is one of the folders or inside one, and not closed. */
  contain(place: Buffer): boolean {
    const open = longest(this.#places.filter((folder) => isWithin(place, folder)))
    const closed = longest(
      this.#closed.map((path) => Buffer.from(path)).filter((path) => isWithin(place, path)),
    )
    return open > closed
  }

  /** Whether something closed would come along, if this were moved or removed. */
  holdClosed(realPath: string): boolean {
    return this.#closed.some((path) => isWithin(Buffer.from(path), Buffer.from(realPath)))
  }

  /** Whether a path is the name of a folder itself. */
  isFolder(absolute: string): boolean {
    return this.#folders.some(({ path, realPath }) => path === absolute || realPath === absolute)
  }

  /** One text for a link that leads out and one that leads nowhere: nobody learns which of the two it is. */
  outside(path: string): PathError {
    if (this.#closed.some((closed) => pathWithin(closed, path) !== null))
      return new PathError('outside', `Access denied - this is OmniMind's own data: ${path}`)
    const what = this.named(path)
      ? `symbolic link target outside allowed directories, or missing: ${path}`
      : `path outside allowed directories: ${path}`
    return new PathError('outside', `Access denied - ${what} ${this.#advice()}`)
  }

  folderMissing(folder: AllowedFolder): PathError {
    if (folder.leadsOut)
      return new PathError(
        'outside',
        `Access denied - the folder ${folder.path} is allowed, but a symbolic link inside another allowed folder leads it ` +
          "out of all of them. Ask the person to allow the place it leads to by its own name, in this service's settings.",
      )
    return new PathError(
      'missing',
      `The folder ${folder.path} is allowed, but it does not exist or is no directory. Ask the person to create it ` +
        "or to correct it in this service's settings.",
    )
  }

  #advice(): string {
    const names = this.names()
    if (names.length === 0)
      return "(none is allowed yet). Ask the person to allow a folder in this service's settings."
    return (
      `not in ${names.join(', ')}. Use a path inside one of these, or ask the person to allow another folder ` +
      "in this service's settings."
    )
  }
}

function realFolder(path: string): string | null {
  try {
    const real = realpathSync.native(path)
    return statSync(real).isDirectory() ? real : null
  } catch {
    return null
  }
}

function fromHome(path: string): string {
  return resolve(path.replace(/^~(?=[\\/]|$)/, () => homedir()))
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}

/** Byte by byte: the folder itself, or something in it. */
function isWithin(place: Buffer, folder: Buffer): boolean {
  if (!place.subarray(0, folder.length).equals(folder)) return false
  if (place.length === folder.length) return true
  const separator = sep.charCodeAt(0)
  return folder.at(-1) === separator || place[folder.length] === separator
}

function longest(places: readonly Buffer[]): number {
  return Math.max(0, ...places.map(({ length }) => length))
}
