import { userInfo } from 'node:os'
import type { Clock } from '@shared/lib/clock'
import { sleep } from '@shared/lib/clock'
import type { Center } from '../../kit/center'
import { ToolError, type ToolCall } from '../../kit/define-tool'
import { askPerson } from '../consent'
import type { ProcessEntry, ProcessSource } from './process-entry'

export interface KillDeps {
  source: ProcessSource
  center: Center
  clock: Clock
  /** OmniMind's main process: with everything below it, it is not to be ended from here. */
  mainPid: number
}

export type KillSignal = 'SIGTERM' | 'SIGKILL'

const LOOK_MS = 50
const LOOKS = 40

/**
 * Asks the person, then ends the process they were asked about, and no other that got its number meanwhile.
 * @returns whether it was gone within 2 s
 * @throws ToolError
 */
export async function killProcess(
  pid: number,
  signal: KillSignal,
  call: ToolCall,
  deps: KillDeps,
): Promise<{ entry: ProcessEntry; ended: boolean }> {
  const entry = await deps.source.one(pid)
  if (!entry) throw new ToolError(`There is no process ${pid}. Look for it with list_processes.`)
  await refuseProtected(entry, deps)
  await askPerson(deps.center, question(entry, signal), call)
  await requireSame(entry, deps.source)
  try {
    process.kill(pid, signal)
  } catch {
    throw new ToolError(`The system did not let process ${pid} be signalled.`)
  }
  return { entry, ended: await waitForEnd(entry, deps) }
}

async function refuseProtected(entry: ProcessEntry, { source, mainPid }: KillDeps): Promise<void> {
  if (entry.pid <= 1) throw new ToolError(`Process ${entry.pid} is the system itself and is never ended.`)
  if (await isOwn(entry, mainPid, source))
    throw new ToolError(
      `Process ${entry.pid} belongs to OmniMind. Stop services in its window or with its command.`,
    )
  if (entry.user !== currentUser())
    throw new ToolError(`Process ${entry.pid} belongs to another user and is not ended from here.`)
}

/** This process, main, and whatever main and its processes started. */
async function isOwn(entry: ProcessEntry, mainPid: number, source: ProcessSource): Promise<boolean> {
  if (entry.pid === process.pid || entry.pid === mainPid) return true
  const parents = new Map((await source.all()).map(({ pid, parentPid }) => [pid, parentPid]))
  const seen = new Set<number>()
  for (let one: number | undefined = entry.pid; one !== undefined && !seen.has(one); one = parents.get(one)) {
    if (one === mainPid || one === process.pid) return true
    seen.add(one)
  }
  return false
}

function currentUser(): string {
  return process.getuid ? String(process.getuid()) : userInfo().username
}

function question({ pid, name, command, startedAt }: ProcessEntry, signal: KillSignal) {
  return {
    title: signal === 'SIGKILL' ? 'End a process at once, unsaved work is lost' : 'Ask a process to end',
    details: [
      { label: 'Process', value: String(pid) },
      { label: 'Name', value: name },
      { label: 'Command', value: command },
      { label: 'Started', value: startedAt === null ? 'unknown' : new Date(startedAt).toISOString() },
      { label: 'Signal', value: signal },
    ],
    lasting: {},
  }
}

async function requireSame(entry: ProcessEntry, source: ProcessSource): Promise<void> {
  const now = await source.one(entry.pid)
  if (now?.identity === entry.identity) return
  throw new ToolError(
    now
      ? `Process ${entry.pid} ended while the person was asked, and another has its number now. Nothing was done.`
      : `Process ${entry.pid} ended by itself while the person was asked.`,
  )
}

async function waitForEnd(entry: ProcessEntry, { source, clock }: KillDeps): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    if ((await source.one(entry.pid))?.identity !== entry.identity) return true
    await sleep(clock, LOOK_MS)
  }
  return false
}
