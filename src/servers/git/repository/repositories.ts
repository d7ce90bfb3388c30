import { ToolError, type ToolCall } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import type { GitProgram } from '../run/git-program'
import { checkGitDir } from './check-git-dir'
import { LIST_VALUES, MAX_CONFIGURATION_BYTES, readConfiguration } from './configuration'
import { switchOffDrivers } from './drivers'
import { findRepository, type RepositoryPlaces } from './find-repository'
import { Repository } from './repository'
import { openRuleFiles } from './rule-files'
import { Turns } from './turns'

/** The repositories in the allowed folders, opened for one call each. */
export class Repositories {
  readonly folders: Folders
  readonly program: GitProgram
  readonly #turns = new Turns()

  constructor(folders: Folders, program: GitProgram) {
    this.folders = folders
    this.program = program
  }

  /**
   * Works in the repository a path belongs to; waits for calls that write it, also from another of its working trees.
   * @throws ToolError when there is none, or not all of it is in the allowed folders
   */
  async read<T>(path: string, call: ToolCall, work: (repository: Repository) => Promise<T>): Promise<T> {
    const places = await findRepository(this.folders, path)
    return await this.#turns.read(places.commonDir, () =>
      this.#open(places, call, { GIT_OPTIONAL_LOCKS: '0' }, work),
    )
  }

  /** As `read`, but alone. */
  async write<T>(path: string, call: ToolCall, work: (repository: Repository) => Promise<T>): Promise<T> {
    const places = await findRepository(this.folders, path)
    return await this.#turns.write(places.commonDir, () => this.#open(places, call, {}, work))
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
        variables: {
          ...variables,
          GIT_DIR: places.gitDir,
          GIT_COMMON_DIR: places.commonDir,
          GIT_WORK_TREE: '.',
        },
        signal,
      }
      const list = { ...place, argv: LIST_VALUES, maxBytes: MAX_CONFIGURATION_BYTES }
      const { stdout, truncated } = await this.program.run(list)
      if (truncated)
        throw new ToolError('The configuration of this repository is too long to be looked through.')
      const { keys, ruleFiles } = readConfiguration(stdout.toString(), places.commonDir)
      const { filters, overrides } = switchOffDrivers(keys)
      const rules = await openRuleFiles(this.folders, places, ruleFiles)
      try {
        const drivers = { filters, overrides: [...overrides, ...rules.overrides] }
        return await work(new Repository(this.program, place, drivers, places))
      } finally {
        await rules.close()
      }
    })
  }
}
