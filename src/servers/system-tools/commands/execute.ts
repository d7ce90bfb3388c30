import type { Clock } from '@shared/lib/clock'
import type { Center } from '../../kit/center'
import { ToolError, type ToolCall } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import type { HeldEntry } from '../../kit/folders/held-entry'
import { askPerson } from '../consent'
import { allowedBy, type AllowedCommand } from './allow-list'
import { changeableCode, type ChangeableCode } from './changeable-code'
import { commandQuestion, type Command } from './command-question'
import { dangerOf } from './danger'
import { checkAddedEnvironment, cleanEnvironment } from './environment'
import { isInside, realPath } from './inside'
import type { Programs } from './programs'
import type { Slots } from './slots'
import { runCommand, type ProgramResult } from './run-command'
import { bubblewrapArgs, type Sandbox } from './sandbox'
import type { SandboxPlaces } from './sandbox-mounts'

export interface CommandDeps {
  programs: Programs
  /** What needs no question. */
  allowed: readonly AllowedCommand[]
  folders: Folders
  sandbox: () => Promise<Sandbox>
  network: boolean
  places: Pick<SandboxPlaces, 'home' | 'hidden'>
  /** The service's own. */
  environment: NodeJS.ProcessEnv
  center: Center
  clock: Clock
  running: Slots
}

export interface CommandRequest {
  command: string
  args: readonly string[]
  /** Absent: the first folder. */
  cwd: string | undefined
  input: string | undefined
  env: Readonly<Record<string, string>>
  timeoutMs: number
  outputBytes: number
}

export interface CommandOutcome extends ProgramResult {
  program: string
  cwd: string
  sandbox: Sandbox['kind']
  /** The line of the person's list, or null: the person was asked. */
  allowedBy: string | null
  /** What may be the cause of its failure; null: nothing is known. */
  note: string | null
}

/**
 * Finds the program, has it allowed, and runs it in the sandbox where there is one.
 * @throws ToolError for everything that is not run
 */
export async function execute(
  request: CommandRequest,
  call: ToolCall,
  deps: CommandDeps,
): Promise<CommandOutcome> {
  checkAddedEnvironment(request.env)
  const program = deps.programs.find(request.command)
  const sandbox = await deps.sandbox()
  if (!deps.network && sandbox.kind === 'none')
    throw new ToolError(
      `The person allows programs without network only, and that needs a sandbox. ${sandbox.why}`,
    )
  return await deps.folders.useDirectory(request.cwd ?? '.', async (directory) => {
    const { args, input, env } = request
    const cwd = directory.realPath
    const command = { program, args, cwd, input, env }
    const { line, code } = await allow(command, sandbox, call, deps)
    const result = await run({ command, code, directory, sandbox, request, call, deps })
    const note = noteOn(result, program, sandbox, deps.places.home)
    return { ...result, program, cwd, sandbox: sandbox.kind, allowedBy: line, note }
  })
}

/** How a shell and `env` say that they did not find what they were to start. */
const NOT_FOUND = 127

function noteOn({ exitCode }: ProgramResult, program: string, sandbox: Sandbox, home: string): string | null {
  if (exitCode !== NOT_FOUND || sandbox.kind === 'none') return null
  if (!isInside(program, [home, realPath(home)]) && !isInside(realPath(program), [realPath(home)]))
    return null
  return (
    `${program} lies below the home folder, of which the sandbox shows the folder of the program only. What else it needs ` +
    'there is missing. Use one that is installed for the whole system, or ask the person to install it there.'
  )
}

interface Allowed {
  /** Of the person's list; null: they allowed it when they were asked. */
  line: string | null
  /** What they were asked about. */
  code: ChangeableCode | null
}

async function allow(
  command: Command,
  sandbox: Sandbox,
  call: ToolCall,
  deps: CommandDeps,
): Promise<Allowed> {
  const { program, args, input } = command
  const line = allowedBy(command, deps.allowed, (name) => deps.programs.findOrNull(name))
  const danger =
    dangerOf(program, args, input !== undefined) ?? dangerOf(realPath(program), args, input !== undefined)
  if (danger?.kind === 'never' || (danger && line === null)) throw new ToolError(`Not run: ${danger.why}`)
  // The list was made for programs in a sandbox.
  const isBroken = sandbox.kind === 'none' && sandbox.isBroken
  if (line !== null && !isBroken) return { line, code: null }
  const code = changeableCode(command, command.cwd)
  await askPerson(deps.center, commandQuestion(command, code, sandbox, deps.network), call)
  return { line: null, code }
}

interface Run {
  command: Command
  code: ChangeableCode | null
  directory: HeldEntry
  sandbox: Sandbox
  request: CommandRequest
  call: ToolCall
  deps: CommandDeps
}

async function run({ command, code, directory, sandbox, request, call, deps }: Run): Promise<ProgramResult> {
  const { program, args, cwd, input, env } = command
  const { network, places, environment, clock } = deps
  const folders = writable(deps.folders)
  const { timeoutMs: timeLimitMs, outputBytes } = request
  const whole = { env: cleanEnvironment(environment, env), input, timeLimitMs, outputBytes }
  const confined = { ...places, program, args, cwd, network, folders }
  const start =
    sandbox.kind === 'none'
      ? { file: program, args, cwd: directory.access }
      : { file: sandbox.file, args: bubblewrapArgs(confined), cwd: '/' }
  const lastLook = (): void => {
    if (code) requireSame(code, changeableCode(command, cwd))
  }
  return await deps.running.run(
    async () => await runCommand({ ...start, ...whole, lastLook }, clock, call.signal),
  )
}

/** What clients change in the milliseconds between this and the program's own reading still runs. */
function requireSame(asked: ChangeableCode, now: ChangeableCode): void {
  if (JSON.stringify(now) !== JSON.stringify(asked))
    throw new ToolError(
      'Not run: the program or a file it names was changed after the person was asked about it. Call again once it is as it shall be.',
    )
}

/** Real paths of the folders that are there. */
function writable(folders: Folders): string[] {
  return folders.list().flatMap(({ realPath: place }) => place ?? [])
}
