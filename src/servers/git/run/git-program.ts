import { ToolError } from '../../kit/define-tool'
import type { Clock } from '@shared/lib/clock'
import { fixedOverrides, gitEnvironment, type ConfigOverride } from './environment'
import { explainFailure } from './explain-failure'
import { findGit } from './find-git'
import { runGit, type GitOutput } from './run-git'

/** The oldest git that obeys everything in `environment.ts`: GIT_CONFIG_COUNT came with 2.31. */
const OLDEST = [2, 36] as const

export interface GitProgramDeps {
  dataDir: string
  clock: Clock
  timeLimitS: number
  maxOutputBytes: number
  /** Of the settings; go before what the person's git configuration says. */
  identity: readonly ConfigOverride[]
}

/** One git command. */
export interface GitCommand {
  argv: readonly string[]
  cwd: string
  /** Beside those for every command. */
  overrides?: readonly ConfigOverride[]
  variables?: Record<string, string>
  input?: string
  maxBytes?: number
  /** Exit codes that are no failure. */
  accept?: readonly number[]
  signal: AbortSignal
}

/** The git of this computer, run so that nothing in a repository can make it start another program. */
export class GitProgram {
  readonly #deps: GitProgramDeps
  #checked: string | null = null

  constructor(deps: GitProgramDeps) {
    this.#deps = deps
  }

  /** Null when PATH has no git, or a person must update it; found again when it was installed meanwhile. */
  static whereIs(): string | null {
    return findGit(process.env['PATH'])
  }

  /** @throws ToolError when git is missing or fails, takes too long or the signal ends it */
  async run(command: GitCommand): Promise<GitOutput> {
    const program = (this.#checked ??= await this.#check(command.signal))
    const output = await this.#start(program, command)
    // One that has said enough is ended by us, so it has no exit code. An exit code of its own is never excused.
    const isEndedByUs = output.truncated && output.code === null
    if (isEndedByUs || (command.accept ?? [0]).includes(output.code ?? -1)) return output
    throw explainFailure(command.argv[0] ?? '', output.stderr, this.#deps.clock.epochMs())
  }

  async #start(program: string, command: GitCommand): Promise<GitOutput> {
    const { dataDir, clock, timeLimitS, maxOutputBytes, identity } = this.#deps
    const overrides = [...fixedOverrides(dataDir), ...identity, ...(command.overrides ?? [])]
    return await runGit({
      program,
      argv: ['--no-pager', ...command.argv],
      cwd: command.cwd,
      env: { ...gitEnvironment(overrides), ...command.variables },
      ...(command.input === undefined ? {} : { input: command.input }),
      maxBytes: command.maxBytes ?? maxOutputBytes,
      timeLimitMs: timeLimitS * 1_000,
      signal: command.signal,
      clock,
    })
  }

  /** An older git would ignore what keeps a repository's programs from running, and say nothing. */
  async #check(signal: AbortSignal): Promise<string> {
    const program = GitProgram.whereIs()
    if (program === null) throw new ToolError(`git was not found. ${INSTALL}`)
    const { stdout } = await this.#start(program, { argv: ['version'], cwd: this.#deps.dataDir, signal })
    const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(stdout.toString()) ?? []
    const isNewEnough =
      Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1])
    if (isNewEnough) return program
    throw new ToolError(`${program} is no git of version ${OLDEST.join('.')} or newer. ${INSTALL}`)
  }
}

export const INSTALL = `Ask the person to install git ${OLDEST.join('.')} or newer (git-scm.com) and to restart OmniMind.`
