import type { ToolCall } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import type { GitProgram } from '../run/git-program'
import { checkGitDir } from './check-git-dir'
import { switchOffDrivers } from './drivers'
import { findRepository, type RepositoryPlaces } from './find-repository'
import { Repository } from './repository'

/** The repositories in the allowed folders, opened for one call each. */
export class Repositories {
  readonly folders: Folders
  readonly program: GitProgram
  /** The last writing call of each repository. */
  readonly #writing = new Map<string, Promise<unknown>>()

  constructor(folders: Folders, program: GitProgram) {
    this.folders = folders
    this.program = program
  }

  /** @throws ToolError when there is no repository, or not all of it is in the allowed folders */
  async read<T>(path: string, call: ToolCall, work: (repository: Repository) => Promise<T>): Promise<T> {
    const places = await findRepository(this.folders, path)
    return await this.#open(places, call, { GIT_OPTIONAL_LOCKS: '0' }, work)
  }

  /** As `read`; writing calls on one repository run one after the other, so that they do not meet each other's locks. */
  async write<T>(path: string, call: ToolCall, work: (repository: Repository) => Promise<T>): Promise<T> {
    const places = await findRepository(this.folders, path)
    const before = this.#writing.get(places.gitDir)
    const done = Promise.resolve(before).then(() => this.#open(places, call, {}, work))
    const settled = done.then(
      () => null,
      () => null,
    )
    this.#writing.set(places.gitDir, settled)
    try {
      return await done
    } finally {
      if (this.#writing.get(places.gitDir) === settled) this.#writing.delete(places.gitDir)
    }
  }

  /** Git is told where everything is, so it neither searches nor asks whose directory it is: a person allowed it. */
  async #open<T>(
    places: RepositoryPlaces,
    { signal }: ToolCall,
    variables: Record<string, string>,
    work: (repository: Repository) => Promise<T>,
  ): Promise<T> {
    await checkGitDir(this.folders, places)
    return await this.folders.useDirectory(places.worktree, async ({ access }) => {
      const place = {
        cwd: access,
        variables: { ...variables, GIT_DIR: places.gitDir, GIT_WORK_TREE: '.' },
        signal,
      }
      const keys = await this.program.run({ ...place, argv: ['config', '--list', '--name-only', '-z'] })
      const drivers = switchOffDrivers(keys.stdout.toString().split('\0'))
      return await work(new Repository(this.program, place, drivers, places))
    })
  }
}
