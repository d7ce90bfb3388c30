import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { OneAtATime } from '@shared/lib/one-at-a-time'
import { ToolError } from '../kit/define-tool'
import type { Folders } from '../kit/folders/folders'
import { isMissing } from '../kit/folders/path-error'
import { newTemporaryName } from '../kit/folders/replace-file'
import type { EditOrigin, FileState } from './edit'
import type { EditHistory } from './edit-history'
import { formatSize } from './format-size'
import { readWhole } from './read-text'

/** A file as it was found, to be changed. */
export interface FoundFile {
  content: Buffer
  stats: Stats
  realPath: string
  /** What the history will keep of it. */
  before: FileState
}

/** Every change of files goes through here: one at a time, and what was there before goes into the history first. */
export class FileChanges {
  readonly #folders: Folders
  readonly #history: EditHistory
  readonly #turns = new OneAtATime()

  constructor(folders: Folders, history: EditHistory) {
    this.#folders = folders
    this.#history = history
  }

  /**
   * Runs between changes: what it reads stays so until it is done.
   * @param signal of who waits: nothing is begun for somebody who left
   */
  async alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return await this.#turns.run(async () => {
      if (signal?.aborted)
        throw new ToolError('The call was cancelled before its turn came. Nothing was changed.')
      return await work()
    })
  }

  /** @returns what was there before */
  async write(path: string, content: Buffer, origin: EditOrigin, signal?: AbortSignal): Promise<FileState> {
    return await this.alone(async () => {
      const place = this.#folders.placeOf(path)
      const before = await this.stateOf(place)
      await this.put(place, before, content, origin)
      return before
    }, signal)
  }

  /** Replaces a file by what `change` makes of it; null leaves it. */
  async edit<T>(
    path: string,
    limit: number,
    change: (found: FoundFile) => Promise<{ content: Buffer | null; result: T }>,
    origin: EditOrigin,
    signal?: AbortSignal,
  ): Promise<T> {
    return await this.alone(async () => {
      const found = await this.#folders.read(path, async (open) => {
        const { stats, realPath } = open
        const content = await readWhole(open, limit, `files up to ${formatSize(limit)} can be edited.`)
        return { content, stats, realPath, before: this.#keep(content, stats) }
      })
      const { content, result } = await change(found)
      if (content) await this.put(found.realPath, found.before, content, origin, { basedOn: found.stats })
      return result
    }, signal)
  }

  async move(source: string, destination: string, origin: EditOrigin, signal?: AbortSignal): Promise<void> {
    await this.alone(async () => await this.rename(source, destination, origin), signal)
  }

  /** Not in the history. Alone, since what may be made depends on what else is there. */
  async createDirectory(path: string, signal?: AbortSignal): Promise<void> {
    await this.alone(async () => await this.#folders.createDirectory(path), signal)
  }

  /** The inner steps, for those who run alone already. */
  async put(
    place: string,
    before: FileState,
    content: Buffer,
    origin: EditOrigin,
    options: { basedOn?: Stats; mode?: number } = {},
  ): Promise<void> {
    const temporaryName = newTemporaryName()
    const after = { hash: hashOf(content), size: content.length }
    const edit = { ...origin, path: place, before, after }
    const id = this.#history.begin(edit, join(dirname(place), temporaryName))
    await this.#recorded(id, this.#folders.write(place, content, { ...options, temporaryName }))
  }

  async remove(place: string, before: FileState, origin: EditOrigin): Promise<void> {
    const id = this.#history.begin({ ...origin, path: place, before, after: null })
    await this.#recorded(id, this.#folders.remove(place))
  }

  async rename(source: string, destination: string, origin: EditOrigin): Promise<void> {
    const path = this.#folders.entryOf(source)
    const to = this.#folders.entryOf(destination)
    const temporaryName = newTemporaryName()
    const id = this.#history.begin({ ...origin, path, destination: to }, join(dirname(to), temporaryName))
    await this.#recorded(id, this.#folders.move(path, to, { temporaryName }).then(stampOf))
  }

  /** What stands at a place, its content only as far as the history would keep it. */
  async stateOf(place: string): Promise<FileState> {
    try {
      return await this.#folders.read(place, async (open) => {
        const { size, mode } = open.stats
        if (size > this.#history.maxKeptBytes) return { kind: 'not-kept', size, mode }
        return { kind: 'kept', content: await readWhole(open, size), mode }
      })
    } catch (error) {
      if (isMissing(error)) return { kind: 'absent' }
      throw error
    }
  }

  /** SHA-256 of what stands at a place, however large; null when nothing does. */
  async hashAt(place: string): Promise<string | null> {
    try {
      return await this.#folders.read(place, async ({ file }) => {
        const hash = createHash('sha256')
        for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer)
        return hash.digest('hex')
      })
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  /** What tells the entry at a place from another one there; null when nothing stands there. */
  async stampAt(place: string): Promise<string | null> {
    try {
      return await this.#folders.use(place, ({ stats }) => stampOf(stats), { followLink: false })
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  #keep(content: Buffer, { mode }: Stats): FileState {
    if (content.length <= this.#history.maxKeptBytes) return { kind: 'kept', content, mode }
    return { kind: 'not-kept', size: content.length, mode }
  }

  /** Confirms what was begun, or forgets it when it failed. */
  async #recorded(id: number, work: Promise<string | void>): Promise<void> {
    let stamp: string | null
    try {
      stamp = (await work) ?? null
    } catch (error) {
      this.#history.discard(id)
      throw error
    }
    this.#history.confirm(id, stamp)
  }
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A directory stays the same one whatever comes into it. */
function stampOf(stats: Stats): string {
  return stats.isDirectory() ? `${stats.ino}` : `${stats.ino} ${stats.size} ${stats.mtimeMs}`
}
