import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { isMissing } from '../../kit/folders/path-error'
import { newTemporaryName } from '../../kit/folders/replace-file'

/**
 * Writes files, and keeps a note of each while it goes on: where its temporary file is. A note that an earlier process left
 * tells what a kill left in the person's folders.
 */
export class UnfinishedWrites {
  readonly #folders: Folders
  readonly #notes: string

  /** @param dataDir the service's own directory */
  constructor(folders: Folders, dataDir: string) {
    this.#folders = folders
    this.#notes = join(dataDir, 'unfinished-writes')
    mkdirSync(this.#notes, { recursive: true, mode: 0o700 })
  }

  /** @throws PathError */
  async write(path: string, content: Uint8Array): Promise<void> {
    const place = this.#folders.placeOf(path)
    const temporaryName = newTemporaryName()
    const note = join(this.#notes, temporaryName)
    writeFileSync(note, join(dirname(place), temporaryName))
    try {
      await this.#folders.write(place, content, { temporaryName })
    } finally {
      rmSync(note)
    }
  }

  /** Removes what an earlier process left; those of this one, begun since, are not looked at. */
  async removeLeft(): Promise<void> {
    for (const name of readdirSync(this.#notes)) {
      const note = join(this.#notes, name)
      try {
        const temporary = readFileSync(note, 'utf8')
        // A kill can also leave half a note; then the write had not begun.
        if (basename(temporary) === name) await this.#folders.remove(temporary).catch(ignoreMissing)
        rmSync(note)
      } catch (error) {
        // The folder is no longer allowed or not there today; a later start tries again.
        if (!(error instanceof ToolError)) throw error
      }
    }
  }
}

/** The kill came before the file was made, or after it got its real name. */
function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error
}
