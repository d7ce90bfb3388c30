import { randomUUID } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { scratchLimits } from './scratch-limits'
import { isScratchPath } from './scratch-path'

export interface ScratchFile {
  path: string
  bytes: number
  /** UTC epoch ms. */
  modifiedAt: number
}

/** Why a file cannot be kept, in words that say what to do. */
export class ScratchError extends Error {
  override readonly name = 'ScratchError'
}

/**
 * The files Python sees as `/scratch`. Only this class writes the folder: engines give and take copies, so code never
 * holds the folder itself and cannot lay a link into it. A file is replaced as a whole, or not at all.
 */
export class ScratchFolder {
  readonly #root: string
  readonly #temporary: string

  /** @param dataDir the service's own directory */
  constructor(dataDir: string) {
    this.#root = join(dataDir, 'scratch')
    this.#temporary = join(dataDir, 'scratch-incoming')
    rmSync(this.#temporary, { recursive: true, force: true })
    for (const folder of [this.#root, this.#temporary]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** In the order of their paths. */
  list(): ScratchFile[] {
    return [...this.#files('')].sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  /** @param path as `isScratchPath` allows; null when there is no such file */
  read(path: string): Buffer | null {
    return this.#stat(path)?.isFile() === true ? readFileSync(join(this.#root, path)) : null
  }

  /** @throws ScratchError when it does not fit */
  write(path: string, content: Uint8Array): ScratchFile {
    this.#mustFit(path, content.byteLength)
    const target = join(this.#root, path)
    const incoming = join(this.#temporary, randomUUID())
    writeFileSync(incoming, content, { mode: 0o600, flush: true })
    try {
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
      renameSync(incoming, target)
    } catch (error) {
      rmSync(incoming, { force: true })
      throw new ScratchError(`"${path}" cannot be written: a file and a folder would have the same name.`, {
        cause: error,
      })
    }
    return { path, bytes: content.byteLength, modifiedAt: lstatSync(target).mtimeMs }
  }

  /** @returns whether there was one */
  remove(path: string): boolean {
    if (this.#stat(path)?.isFile() !== true) return false
    rmSync(join(this.#root, path))
    this.#removeEmptyFolders(dirname(path))
    return true
  }

  #mustFit(path: string, bytes: number): void {
    if (!isScratchPath(path)) throw new ScratchError(`"${path}" is no path for a scratch file.`)
    const { fileBytes, totalBytes, count } = scratchLimits
    const others = this.list().filter((file) => file.path !== path)
    const total = others.reduce((sum, file) => sum + file.bytes, bytes)
    if (bytes > fileBytes) throw new ScratchError(`"${path}" is larger than ${fileBytes / 1024 / 1024} MB.`)
    if (total > totalBytes || others.length >= count)
      throw new ScratchError(
        `The scratch folder holds at most ${totalBytes / 1024 / 1024} MB in ${count} files. ` +
          'Remove some with python_delete_file.',
      )
  }

  #stat(path: string) {
    return lstatSync(join(this.#root, path), { throwIfNoEntry: false })
  }

  *#files(folder: string): Generator<ScratchFile> {
    for (const entry of readdirSync(join(this.#root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) yield* this.#files(path)
      if (!entry.isFile()) continue
      const { size, mtimeMs } = lstatSync(join(this.#root, path))
      yield { path, bytes: size, modifiedAt: mtimeMs }
    }
  }

  #removeEmptyFolders(folder: string): void {
    if (folder === '.') return
    try {
      rmdirSync(join(this.#root, folder))
    } catch {
      return
    }
    this.#removeEmptyFolders(dirname(folder))
  }
}
