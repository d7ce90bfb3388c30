import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { ScratchFolder } from '../scratch-folder'
import { ScratchError } from '../scratch-folder'
import { scratchLimits } from '../scratch-limits'

const MAX_RESULT = 1024 * 1024
/** Entries looked at after a run. */
const MAX_ENTRIES = 10_000

/** The files of one run: a copy of the scratch folder, the code, the result. Gone with the run. */
export class RunFolder {
  readonly #root: string
  readonly #given = new Map<string, number>()

  /** @param parent an own folder of the service; code and scratch files are copied in */
  constructor(parent: string, scratch: ScratchFolder, files: Record<string, string>) {
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    this.#root = mkdtempSync(join(parent, 'run-'))
    for (const folder of [this.input, this.output, this.scratch, this.temporary]) mkdirSync(folder)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.input, name), text)
    for (const { path, modifiedAt } of scratch.list()) {
      const target = join(this.scratch, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, scratch.read(path) ?? '')
      utimesSync(target, modifiedAt / 1_000, modifiedAt / 1_000)
      this.#given.set(path, lstatSync(target).mtimeMs)
    }
  }

  get input(): string {
    return join(this.#root, 'input')
  }

  get output(): string {
    return join(this.#root, 'output')
  }

  get scratch(): string {
    return join(this.#root, 'scratch')
  }

  get temporary(): string {
    return join(this.#root, 'tmp')
  }

  /** What the runner wrote; null when it wrote nothing readable. Links are not followed. */
  result(): string | null {
    const path = join(this.output, 'result.json')
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found?.isFile() === true && found.size <= MAX_RESULT ? readFileSync(path, 'utf8') : null
  }

  /** Brings what changed back into the scratch folder; only plain files, and only when nothing runs any more. */
  keep(scratch: ScratchFolder): { written: string[]; removed: string[]; notKept: string[] } {
    const written: string[] = []
    const notKept: string[] = []
    const here = new Map(this.#files())
    const removed = [...this.#given.keys()].filter((path) => !here.has(path) && scratch.remove(path))
    for (const [path, { size, mtimeMs }] of here) {
      if (this.#given.get(path) === mtimeMs) continue
      try {
        if (size > scratchLimits.fileBytes) throw new ScratchError(`"${path}" is too large.`)
        scratch.write(path, readFileSync(join(this.scratch, path)))
        written.push(path)
      } catch (error) {
        if (!(error instanceof ScratchError)) throw error
        if (notKept.length < 20) notKept.push(error.message)
      }
    }
    return { written, removed, notKept }
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true })
  }

  *#files(): Generator<[string, { size: number; mtimeMs: number }]> {
    const folders = ['']
    let seen = 0
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of readdirSync(join(this.scratch, folder), { withFileTypes: true })) {
        if (++seen > MAX_ENTRIES) return
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory()) folders.push(path)
        if (entry.isFile()) yield [path, lstatSync(join(this.scratch, path))]
      }
    }
  }
}
