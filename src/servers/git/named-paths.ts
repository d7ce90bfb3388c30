import { fitCommandLine } from './run/command-line'

/** More are not handed to git, which compares each with each file. */
const MAX_PATHSPECS = 50

/** Files and directories that a model named; whether one stands for a file costs no more when there are thousands. */
export class NamedPaths {
  readonly paths: readonly string[]
  readonly #set: ReadonlySet<string>

  /** @param paths as git has them, relative to the top of the working tree; `.` stands for everything */
  constructor(paths: readonly string[]) {
    this.#set = new Set(paths)
    this.paths = [...this.#set]
  }

  /** What git may be told to look at: all of them, or, when they are many, everything. */
  pathspecs(): readonly string[] {
    return this.paths.length <= MAX_PATHSPECS && fitCommandLine(this.paths) ? this.paths : []
  }

  /** Whether one of them is this file, or a directory above it. */
  has(file: string): boolean {
    return this.#set.has('.') || namesOf(file).some((name) => this.#set.has(name))
  }

  /** Those that stand for none of these files. `.` may stand for none. */
  without(files: readonly string[]): string[] {
    const names = new Set(files.flatMap(namesOf))
    return this.paths.filter((path) => path !== '.' && !names.has(path))
  }
}

/** A file and the directories above it; a name that ends with `/` is a directory. */
function namesOf(file: string): string[] {
  const names: string[] = []
  for (let at = file.indexOf('/'); at !== -1; at = file.indexOf('/', at + 1)) names.push(file.slice(0, at))
  return file.endsWith('/') ? names : [...names, file]
}
