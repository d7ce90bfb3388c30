import { ToolError } from '../../kit/define-tool'
import type { GitCommand, GitProgram } from '../run/git-program'
import type { GitOutput } from '../run/run-git'
import type { Drivers } from './drivers'
import type { RepositoryPlaces } from './find-repository'

type Place = Pick<GitCommand, 'cwd' | 'variables' | 'signal'>
type Options = Pick<GitCommand, 'input' | 'maxBytes' | 'accept'>

const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const MAX_REVISION = 1_000

/** One repository while a call works in it: git runs at the top of its working tree. */
export class Repository {
  readonly places: RepositoryPlaces
  readonly #program: GitProgram
  readonly #place: Place
  readonly #drivers: Drivers

  constructor(program: GitProgram, place: Place, drivers: Drivers, places: RepositoryPlaces) {
    this.places = places
    this.#program = program
    this.#place = place
    this.#drivers = drivers
  }

  /** Names of filters, which are never run. */
  get filters(): readonly string[] {
    return this.#drivers.filters
  }

  /** @throws ToolError when git fails; see `GitProgram.run` */
  async git(argv: readonly string[], options: Options = {}): Promise<GitOutput> {
    return await this.#program.run({ ...this.#place, ...options, argv, overrides: this.#drivers.overrides })
  }

  /** What git says, without the line's end. */
  async line(argv: readonly string[]): Promise<string> {
    const { stdout } = await this.git(argv)
    return stdout.toString().trimEnd()
  }

  /** Items of a `-z` answer; one that was cut off is left out. */
  async items(
    argv: readonly string[],
    options: Options = {},
  ): Promise<{ items: string[]; truncated: boolean }> {
    const { stdout, truncated } = await this.git(argv, options)
    return { items: stdout.toString().split('\0').slice(0, -1), truncated }
  }

  /** @returns the id, or null when nothing is called so */
  async find(revision: string): Promise<string | null> {
    const argv = ['rev-parse', '--verify', '--quiet', '--end-of-options', revision]
    const { code, stdout } = await this.git(argv, { accept: [0, 1, 128] })
    const id = stdout.toString().trim()
    return code === 0 && OBJECT_ID.test(id) ? id : null
  }

  /** Whether there is a local branch of just this name; `main~1` is a revision, and no name. */
  async hasBranch(name: string): Promise<boolean> {
    if (name === '' || name.length > MAX_REVISION || /\p{Cc}/u.test(name)) return false
    const argv = ['show-ref', '--verify', '--quiet', `refs/heads/${name}`]
    return (await this.git(argv, { accept: [0, 1, 128] })).code === 0
  }

  /**
   * The id of what a model calls a revision; only ids are given to git from here on, so no name can be taken for an option.
   * @throws ToolError when there is none
   */
  async object(revision: string): Promise<string> {
    refuseNoRevision(revision)
    return (await this.find(revision)) ?? (await this.#refuseUnknown(revision))
  }

  /** As `object`, for the commit a branch, tag or id leads to. */
  async commit(revision: string): Promise<string> {
    refuseNoRevision(revision)
    return (await this.find(`${revision}^{commit}`)) ?? (await this.#refuseUnknown(revision))
  }

  async #refuseUnknown(revision: string): Promise<never> {
    const isOfHead = /^(?:HEAD|@)(?![\w/-])/.test(revision)
    if (isOfHead && (await this.find('HEAD')) === null)
      throw new ToolError(
        `There is no "${revision}" yet, since the current branch has no commit: commit first (git_add, then git_commit), or ` +
          'name another branch; git_branch lists them.',
      )
    throw new ToolError(
      `There is no branch, tag or commit "${revision}" in this repository. git_branch lists branches, git_log commits.`,
    )
  }
}

function refuseNoRevision(revision: string): void {
  if (revision.startsWith('-'))
    throw new ToolError(
      `"${revision}" is an option, not a revision. A branch that is called so is written refs/heads/${revision}.`,
    )
  if (revision === '' || revision.length > MAX_REVISION || /\p{Cc}/u.test(revision))
    throw new ToolError(
      'A revision is a branch, a tag, a commit id, or one of these with ~2, ^ or :path behind it.',
    )
}
