import type { Clock } from '@shared/lib/clock'
import type { Center } from '../../kit/center'
import { ToolError, type ToolCall } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import type { HeldEntry } from '../../kit/folders/held-entry'
import { askPerson } from '../consent'
import { allowedBy, type AllowedCommand } from './allow-list'
import { changeableCode } from './changeable-code'
import { commandQuestion, type Command } from './command-question'
import { dangerOf } from './danger'
import { checkAddedEnvironment, cleanEnvironment } from './environment'
import { realPath } from './inside'
import type { Programs } from './programs'
import type { Slots } from './slots'
import { runProgram, type ProgramResult } from './run-program'
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
    const code = changeableCode({ program, args }, cwd, writable(deps.folders))
    const command = { program, args, cwd, input, env, code }
    const line = await allow(command, sandbox, call, deps)
    const result = await run(command, directory, { sandbox, request, call, deps })
    return { ...result, program, cwd: command.cwd, sandbox: sandbox.kind, allowedBy: line }
  })
}

/** @returns the line that allows it, or null when the person did */
async function allow(
  command: Command,
  sandbox: Sandbox,
  call: ToolCall,
  deps: CommandDeps,
): Promise<string | null> {
  const { program, args, input } = command
  const line = allowedBy(command, deps.allowed, (name) => deps.programs.findOrNull(name))
  const danger =
    dangerOf(program, args, input !== undefined) ?? dangerOf(realPath(program), args, input !== undefined)
  if (danger?.kind === 'never' || (danger && line === null)) throw new ToolError(`Not run: ${danger.why}`)
  if (line !== null) return line
  await askPerson(deps.center, commandQuestion(command, sandbox, deps.network), call)
  const codeNow = changeableCode(command, command.cwd, writable(deps.folders))
  if (JSON.stringify(codeNow) !== JSON.stringify(command.code))
    throw new ToolError('Not run: the program was changed while the person was asked about it.')
  return null
}

interface Run {
  sandbox: Sandbox
  request: CommandRequest
  call: ToolCall
  deps: CommandDeps
}

async function run(
  { program, args, cwd, input, env }: Command,
  directory: HeldEntry,
  { sandbox, request, call, deps }: Run,
): Promise<ProgramResult> {
  const { network, places, folders, environment, clock } = deps
  const confined = { ...places, program, args, cwd, network, folders: writable(folders) }
  const start =
    sandbox.kind === 'none'
      ? { file: program, args, cwd: directory.access }
      : { file: sandbox.file, args: bubblewrapArgs(confined), cwd: '/' }
  const { timeoutMs, outputBytes } = request
  const whole = { ...start, env: cleanEnvironment(environment, env), input, timeoutMs, outputBytes }
  return await deps.running.run(async () => await runProgram(whole, clock, call.signal))
}

/** Real paths of the folders that are there. */
function writable(folders: Folders): string[] {
  return folders.list().flatMap(({ realPath: place }) => place ?? [])
}
