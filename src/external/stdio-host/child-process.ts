import type { ChildProcess } from 'node:child_process'
import spawn from 'cross-spawn'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { TurnTaking } from '@shared/lib/turn-taking'
import { isNamespace, signalBehind, type Isolation } from '@shared/process/isolation'
import { groupLives, signalGroup } from '@shared/process/process-group'
import type { Watchdog } from '@shared/process/watchdog'
import type { TenantExit } from '../kit/tenant'
import { ChildInput } from './child-input'
import { ChildLines } from './child-lines'
import { ReadBudget, stderrLimits, stdoutLimits } from './read-budget'
import { StderrBudget } from './stderr-budget'

/** What a child runs. */
export interface Launch {
  command: string
  args: readonly string[]
  env: Record<string, string>
  cwd: string
  isolation: Isolation
}

export interface ChildEvents {
  /** @returns true when somebody waited for it */
  onLine(line: string): boolean
  /** A line over 10 MB was dropped; see ChildLines. */
  onOverflow(head: string, tail: string): void
  onStderr(chunk: string): void
  /** It can say nothing more, because it closed its output. `onEnded` follows. */
  onMute(): void
  /** Once, last: nothing of its process group runs any more. */
  onEnded(exit: TenantExit): void
}

export interface ChildDeps {
  clock: Clock
  watchdog: Watchdog
}

/** How long output may still trickle in after the exit, when a grandchild keeps the pipes open. */
const DRAIN_MS = 250
const GROUP_LOOK_MS = 50
const INPUT_END_MS = 2_000
const TERMINATE_MS = 3_000

/** One child process that speaks MCP over its standard streams, with everything it starts. */
export class StdioChild {
  readonly pid: number | null
  readonly #process: ChildProcess
  readonly #clock: Clock
  readonly #watchdog: Watchdog
  readonly #isolation: Isolation
  readonly #events: ChildEvents
  readonly #input: ChildInput
  readonly #budgets: { stdout: ReadBudget; stderr: ReadBudget }
  readonly #stderr: StderrBudget
  readonly #turns: TurnTaking
  #held = { budget: false, reader: false, turn: false }
  #escalation: Disposable | null = null
  #state: 'running' | 'stopping' | 'ended' = 'running'

  constructor({ command, args, env, cwd, isolation }: Launch, deps: ChildDeps, events: ChildEvents) {
    this.#clock = deps.clock
    this.#watchdog = deps.watchdog
    this.#isolation = isolation
    this.#events = events
    this.#budgets = {
      stdout: new ReadBudget(deps.clock, stdoutLimits, (paused) => this.#hold('budget', paused)),
      stderr: new ReadBudget(deps.clock, stderrLimits, (paused) => this.#holdStderr(paused)),
    }
    this.#stderr = new StderrBudget(deps.clock, (chunk) => events.onStderr(chunk))
    const lines = new ChildLines(events)
    this.#turns = new TurnTaking({
      onText: (text) => {
        if (this.#state !== 'ended') this.#budgets.stdout.spend(text.length, lines.push(text))
      },
      onHold: (held) => this.#hold('turn', held),
    })
    const [program = command, ...rest] = [...isolation.prefix(cwd), command, ...args]
    this.#process = spawn(program, rest, {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      detached: process.platform !== 'win32',
    })
    this.pid = this.#process.pid ?? null
    this.#input = new ChildInput(this.#process.stdin)
    if (this.pid !== null && !isNamespace(isolation)) this.#watchdog.guard(this.pid)
    this.#listen()
  }

  /** @returns false when the child does not read: 16 MB wait already; then nothing was written */
  write(line: string): boolean {
    return this.#state !== 'ended' && this.#input.write(line)
  }

  /** Stops reading while whoever takes the lines cannot. */
  holdReading(held: boolean): void {
    this.#hold('reader', held)
  }

  /** Ends its input, after 2 s SIGTERM, after 3 s more SIGKILL, to the whole group. */
  stop(): void {
    if (this.#state !== 'running') return
    this.#state = 'stopping'
    this.#input.end()
    this.#escalation = this.#clock.after(INPUT_END_MS, () => {
      this.kill('SIGTERM')
      this.#escalation = this.#clock.after(TERMINATE_MS, () => this.kill('SIGKILL'))
    })
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#state === 'ended' || this.pid === null) return
    signalGroup(this.pid, signal)
  }

  #listen(): void {
    const child = this.#process
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#turns.push(chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#stderr.push(chunk)
      this.#budgets.stderr.spend(chunk.length, 0)
    })
    child.stdout?.once('end', () =>
      this.#turns.whenEmpty(() => {
        if (this.#state === 'ended' || child.exitCode !== null || child.signalCode !== null) return
        this.#events.onMute()
        this.stop()
      }),
    )
    child.once('error', (error) => {
      // 'error' also reports a failed send or kill; only without a pid did the start itself fail.
      if (this.pid === null) this.#end({ kind: 'spawn-failed', message: errorText(error) })
    })
    child.once('exit', (code, signal) => {
      const exit = exitOf(code, signal, this.#isolation)
      // A shell in between may obey SIGTERM at once; what it started still has the time it was given.
      if (this.#state === 'stopping' && this.#groupLives()) return this.#awaitGroup(exit)
      // There is little time for its last words.
      this.#endBudgets()
      const drained = this.#clock.after(DRAIN_MS, () => this.#end(exit))
      child.once('close', () => {
        drained.dispose()
        this.#turns.whenEmpty(() => this.#end(exit))
      })
    })
  }

  #endBudgets(): void {
    this.#budgets.stdout.dispose()
    this.#budgets.stderr.dispose()
  }

  #groupLives(): boolean {
    return this.pid !== null && groupLives(this.pid)
  }

  #awaitGroup(exit: TenantExit): void {
    if (this.#groupLives()) this.#clock.after(GROUP_LOOK_MS, () => this.#awaitGroup(exit))
    else this.#end(exit)
  }

  #hold(reason: 'budget' | 'reader' | 'turn', held: boolean): void {
    this.#held[reason] = held
    const isBusy = this.#held.budget || this.#held.reader
    if (isBusy) this.#turns.pause()
    else if (reason !== 'turn') this.#turns.resume()
    if (isBusy || this.#held.turn) this.#process.stdout?.pause()
    else this.#process.stdout?.resume()
  }

  #holdStderr(held: boolean): void {
    if (held) this.#process.stderr?.pause()
    else this.#process.stderr?.resume()
  }

  #end(exit: TenantExit): void {
    if (this.#state === 'ended') return
    this.#escalation?.dispose()
    this.#endBudgets()
    this.#stderr.flush()
    // What it started and left behind in its group.
    this.kill('SIGKILL')
    this.#state = 'ended'
    if (this.pid !== null) this.#watchdog.release(this.pid)
    for (const stream of [this.#process.stdin, this.#process.stdout, this.#process.stderr]) stream?.destroy()
    this.#events.onEnded(exit)
  }
}

function exitOf(code: number | null, signal: NodeJS.Signals | null, isolation: Isolation): TenantExit {
  if (signal !== null) return { kind: 'signaled', signal }
  const inner = code === null ? null : signalBehind(code, isolation)
  return inner === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signaled', signal: inner }
}
