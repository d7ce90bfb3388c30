import { SECOND } from '@shared/lib/clock'
import type { Finding } from '../finding'
import { explainLastWords } from './last-words'
import type { Launch } from './launch'
import { listeningPorts } from './listening-ports'
import { exitInWords, RunningProgram, type Exit } from './running-program'

/** A second look at a program that ended takes at most this long. */
const LONGEST_SECOND_LOOK_MS = 5 * SECOND

/**
 * Why a program ended before it answered the greeting: by its last words where they say it, else by letting it run once
 * more without a word to it.
 * @param livedMs how long it lived
 */
export async function explainEnd(
  launch: Launch,
  ended: RunningProgram,
  livedMs: number,
  signal: AbortSignal,
): Promise<Finding> {
  const exit = await ended.ended
  if (exit.kind === 'failed')
    return { code: 'START_FAILED', text: `The system did not start it: ${exit.message}.` }
  const lines = [...ended.errors.lines(), ...ended.strays.lines()]
  const told = explainLastWords(lines)
  if (told) return told
  if (ended.strays.count > 0) return printsForPeople(ended, exit)
  const evidence = ended.errors.tail(8)
  const complaint = ended.errors.complaint()
  const words = `${exitInWords(exit)})${complaint === null ? '.' : `: ${complaint}`}`
  if (await endsUnasked(launch, Math.min(LONGEST_SECOND_LOOK_MS, SECOND + 2 * livedMs), signal))
    return { code: 'EXITED_AT_ONCE', text: `It ended by itself right after it started (${words}`, evidence }
  return { code: 'CRASHED_AT_HANDSHAKE', text: `It ended when it was greeted (${words}`, evidence }
}

/** What it means when it runs and does not answer: it may print for people, or serve at a port. */
export async function explainSilence(program: RunningProgram, silence: Finding): Promise<Finding> {
  const [port] = program.pid === null ? [] : await listeningPorts(program.pid)
  if (program.strays.count === 0) return port === undefined ? silence : servesAtPort(port, silence)
  const address = /https?:\/\/[^\s"']{3,200}/.exec(program.strays.lines().join('\n'))?.[0]
  return {
    code: 'NOT_A_SERVER',
    text: 'It prints text and answers nothing on its standard output.',
    ...(address && {
      nextStep: `It may serve MCP at an address instead of its standard output: examine ${address}.`,
    }),
    evidence: program.strays.tail(5),
  }
}

function servesAtPort(port: number, { evidence = [] }: Finding): Finding {
  return {
    code: 'NOT_A_SERVER',
    text: `It listens on port ${port} and answers nothing on its standard output.`,
    nextStep: `It may serve MCP at an address: start it yourself and examine http://127.0.0.1:${port}/mcp.`,
    evidence,
  }
}

function printsForPeople(program: RunningProgram, exit: Exit): Finding {
  const text = `It printed text that is no MCP and ended (${exitInWords(exit)}).`
  return { code: 'NOT_A_SERVER', text, evidence: program.strays.tail(5) }
}

async function endsUnasked(launch: Launch, waitMs: number, signal: AbortSignal): Promise<boolean> {
  const program = new RunningProgram(launch)
  const late = Promise.withResolvers<boolean>()
  const giveUp = (): void => late.resolve(false)
  const timer = setTimeout(giveUp, waitMs)
  signal.addEventListener('abort', giveUp, { once: true })
  const isEnded = await Promise.race([program.ended.then(() => true), late.promise])
  clearTimeout(timer)
  signal.removeEventListener('abort', giveUp)
  await program.stop(100)
  return isEnded
}
