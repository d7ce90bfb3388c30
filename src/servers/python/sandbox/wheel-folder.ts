import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorText } from '@shared/errors'
import { z } from 'zod'
import { readLockFile } from './pyodide-files'

/** Pyodide's lock file as far as it is read; see its documentation, "pyodide-lock". */
const LockFile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ file_name: z.string(), depends: z.array(z.string()) })),
})

/**
 * The wheels a person put into a folder. Those that Pyodide's own list knows are loaded when code imports them, with what
 * they depend on; the others at the start, since their import names are not known.
 */
export class WheelFolder {
  readonly #folder: string
  readonly #files: ReadonlySet<string>
  readonly #lock: z.infer<typeof LockFile>

  /**
   * @param folder absolute path, or empty for none; one that cannot be read counts as empty
   * @param pyodide the package's folder
   */
  constructor(folder: string, pyodide: string) {
    this.#folder = folder
    this.#files = new Set(listWheels(folder))
    const lock = LockFile.parse(JSON.parse(readLockFile(pyodide)))
    const here = Object.entries(lock.packages).filter(([, { file_name }]) => this.#files.has(file_name))
    const names = new Set(here.map(([name]) => name))
    for (const [, entry] of here) entry.depends = entry.depends.filter((name) => names.has(name))
    this.#lock = { ...lock, packages: Object.fromEntries(here) }
  }

  /** Pyodide's lock file with nothing in it but what is in the folder. */
  lockFile(): string {
    return JSON.stringify(this.#lock)
  }

  /** Paths, as Pyodide takes them, of the wheels that its list does not know. */
  unlisted(): string[] {
    const listed = new Set(Object.values(this.#lock.packages).map(({ file_name }) => file_name))
    return [...this.#files].filter((file) => !listed.has(file)).map((file) => `/packages/${file}`)
  }

  /** @returns the bytes as Latin-1 text; null when there is no such wheel */
  read(file: string): string | null {
    return this.#files.has(file) ? readFileSync(join(this.#folder, file), 'latin1') : null
  }
}

/** Names of the wheels in a folder, in order; none where it cannot be read, for which see `folderProblem`. */
export function listWheels(folder: string): string[] {
  if (folder === '') return []
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.whl'))
      .sort()
  } catch {
    return []
  }
}

/** Why a folder of wheels cannot be read, as the system says it; null when it can, or none is named. */
export function folderProblem(folder: string): string | null {
  try {
    if (folder !== '') readdirSync(folder)
    return null
  } catch (error) {
    return errorText(error)
  }
}
