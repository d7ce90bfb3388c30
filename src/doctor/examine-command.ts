import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import type { DoctorReport } from '@shared/domain/doctor'
import { SECOND } from '@shared/lib/clock'
import { externalEnvironment } from '@shared/process/external-environment'
import type { Isolation } from '@shared/process/isolation'
import { Examination, type ExaminationOptions } from './examination'
import { Found } from './finding'
import { secretsInArguments } from './given-secrets'
import { explainEnd, explainSilence } from './program/explain-end'
import { isolationHere } from './program/isolated'
import { locateProgram } from './program/locate-program'
import type { Launch } from './program/launch'
import type { PinnedProgram } from './program/pinned-program'
import { checkHeader } from './program/program-header'
import { ProgramLink } from './program/program-link'
import { RunningProgram } from './program/running-program'
import { strangerEnvironment } from './program/stranger-environment'
import { greetSession, greetStateless, type Conversation } from './server/conversation'
import { conversationPlan, examineConversation } from './server/examine-conversation'
import { tellGreeting, tellRevisions } from './server/revisions'
import { counted } from './shown'
import type { StepId } from './steps'

export interface CommandTarget {
  command: string
  args: readonly string[]
  /** Added to what every program gets; nothing else of this process's environment reaches it. */
  env?: Record<string, string>
  /** Full path; default: the person's home directory. */
  cwd?: string
  /** Directories in which the program is looked for; default: this process's PATH. */
  path?: string
  /** What was found of it before; default: it is looked for now. */
  program?: PinnedProgram | Found
  /** A model's program gets no way to the person's agents, session and proxies. */
  namedBy?: 'person' | 'model'
}

interface Greeted {
  program: RunningProgram
  conversation: Conversation
}

const plan: readonly StepId[] = ['program', 'handshake', 'revisions', ...conversationPlan, 'output', 'ending']
/** One more start, to ask in the other era, may take this long at least. */
const OTHER_ERA_MS = 5 * SECOND

/**
 * Starts a program, up to three times, and examines it as an MCP server. Everything it started is gone when this
 * resolves; without PID namespaces (not Linux, or not allowed there) what left its process group is not.
 */
export async function examineCommand(
  target: CommandTarget,
  options: ExaminationOptions = {},
): Promise<DoctorReport> {
  const { command, args, env = {} } = target
  const title = [command, ...args].join(' ')
  const secrets = [...Object.values(env), ...secretsInArguments(args)]
  const exam = new Examination({ kind: 'command', title }, plan, options, secrets)
  const started: RunningProgram[] = []
  const start = (launch: Launch): RunningProgram => {
    const program = new RunningProgram(launch)
    started.push(program)
    return program
  }
  try {
    const isolation = await isolationHere()
    const launch = await exam.step('program', (step) => {
      const found = launchOf(target, isolation)
      step.fine(`It is ${found.command}.`)
      return found
    })
    if (!launch) return exam.report()
    const greeted = await exam.step('handshake', async (step) => {
      const found = await greet(exam, launch, start)
      tellGreeting(step, exam, found.conversation)
      return found
    })
    if (!greeted) return exam.report()
    const { program, conversation } = greeted
    await tellRevisions(exam, conversation, () => speaksStateless(exam, conversation, () => start(launch)))
    await examineConversation(exam, conversation)
    await exam.step('output', (step) => {
      if (program.strays.count === 0) return step.fine('Nothing but messages on its standard output.')
      const text = `It prints to standard output what is no message (${counted(program.strays.count, 'line')}).`
      step.found({ code: 'OUTPUT_DISTURBED', text, evidence: program.strays.lines() })
    })
    await exam.step('ending', async (step) => {
      const wasKilled = await program.stop(exam.limits.endMs)
      if (wasKilled)
        step.found({
          code: 'DOES_NOT_END',
          text: 'It did not end when it was told to, and had to be killed.',
        })
      step.fine('It ended.')
    })
    return exam.report()
  } finally {
    await Promise.all(started.map((program) => program.stop(exam.limits.endMs)))
  }
}

/** @throws Found when it is not there or cannot run here */
function launchOf(
  { command, args, env = {}, cwd = homedir(), ...target }: CommandTarget,
  isolation: Isolation,
): Launch {
  const { path = process.env['PATH'] ?? '', program, namedBy = 'person' } = target
  if (program instanceof Found) throw program
  const file = program?.file ?? locateProgram(command, path)
  checkHeader(file, path)
  checkFolder(cwd)
  const source = namedBy === 'model' ? strangerEnvironment() : process.env
  return {
    command: file,
    argv0: program?.foundAs ?? file,
    args,
    env: externalEnvironment(path, env, source),
    cwd,
    isolation,
  }
}

/** The system would tell of a missing one as of a missing program. @throws Found */
function checkFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  throw new Found({
    code: 'START_FAILED',
    text: `There is no folder ${path}, in which it is to run.`,
    nextStep: 'Create the folder, or name another.',
  })
}

/** @throws Found when no era of the protocol gets an answer */
async function greet(
  exam: Examination,
  launch: Launch,
  start: (launch: Launch) => RunningProgram,
): Promise<Greeted> {
  const startedAt = exam.clock.monotonicMs()
  const program = start(launch)
  const limits = { greetMs: exam.limits.startMs, requestMs: exam.limits.requestMs }
  const greeting = await greetSession(new ProgramLink(program, exam.clock, exam.signal), limits)
  if (greeting.kind === 'greeted') return { program, conversation: greeting.conversation }
  if (greeting.kind === 'none') {
    if (greeting.finding.code === 'NO_ANSWER')
      throw new Found(await explainSilence(program, greeting.finding))
    if (greeting.finding.code !== 'BROKE_OFF') throw new Found(greeting.finding)
    throw new Found(await explainEnd(launch, program, exam.clock.monotonicMs() - startedAt, exam.signal))
  }
  // A library may settle on one era with the first message: the other one is asked of a fresh process.
  const second = start(launch)
  const other = await greetStateless(new ProgramLink(second, exam.clock, exam.signal), limits)
  if (other.kind === 'greeted') return { program: second, conversation: other.conversation }
  const { message } = greeting.error
  throw new Found({ code: 'GREETING_REFUSED', text: `It refused "initialize": ${message}` })
}

async function speaksStateless(
  exam: Examination,
  { era, greetingMs }: Conversation,
  start: () => RunningProgram,
): Promise<boolean> {
  if (era === 'stateless') return false
  const program = start()
  const greetMs = Math.min(exam.limits.startMs, Math.max(OTHER_ERA_MS, 3 * greetingMs))
  const link = new ProgramLink(program, exam.clock, exam.signal)
  const { kind } = await greetStateless(link, { greetMs, requestMs: exam.limits.requestMs })
  await program.stop(exam.limits.endMs)
  return kind === 'greeted'
}
