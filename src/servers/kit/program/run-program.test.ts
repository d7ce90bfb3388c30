import { systemClock, type Clock } from '@shared/lib/clock'
import { expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import { processesNaming } from '../../../../tests/support/processes'
import { FirstBytes } from './first-bytes'
import { runProgram, type ProgramStart } from './run-program'

const isUnix = process.platform !== 'win32'

interface Caller {
  signal?: AbortSignal
  onOutput?: () => void
  clock?: Clock
}

/** Runs a shell script; what it says is kept, or ends it where more than 100 bytes came. */
async function run(script: string, more: Partial<ProgramStart> = {}, caller: Caller = {}) {
  const { signal, onOutput, clock = systemClock } = caller
  const stdout = new FirstBytes(100)
  const stderr = new FirstBytes(100)
  const start = { file: '/bin/sh', args: ['-c', script], cwd: '/', env: {}, timeLimitMs: 20_000, ...more }
  const end = await runProgram(start, {
    clock,
    signal: signal ?? new AbortController().signal,
    stdout(chunk, stop) {
      onOutput?.()
      stdout.push(chunk)
      if (stdout.isCut) stop()
    },
    stderr: (chunk) => stderr.push(chunk),
  })
  return { ...end, stdout: stdout.read().toString(), stderr: stderr.read().toString() }
}

test.runIf(isUnix)('it gets its input and says how it ended', async () => {
  const ended = await run('read -r line; echo "got $line"; echo bad >&2; exit 3', { input: 'this\n' })
  expect(ended).toEqual({
    endedBy: null,
    exitCode: 3,
    signal: null,
    stdout: 'got this\n',
    stderr: 'bad\n',
  })
})

test.runIf(isUnix)('who said enough is ended, also by what it started', async () => {
  const ended = await run('while :; do echo more and more; done & wait')
  expect(ended).toMatchObject({ endedBy: 'reader', exitCode: null, signal: 'SIGKILL' })
  expect(ended.stdout).toHaveLength(100)
})

/** Runs a shell script whose first output says that it is ready; then `passMs` of its time pass. */
async function runAndWait(script: string, more: Partial<ProgramStart>, passMs: number) {
  const clock = new VirtualClock()
  let isReady = false
  const onOutput = (): void => {
    if (!isReady) void clock.advance(passMs)
    isReady = true
  }
  return await run(script, more, { clock, onOutput })
}

test.runIf(isUnix)('with a grace it may tidy up first; who does not end is killed after it', async () => {
  const times = { timeLimitMs: 1_000, graceMs: 500 }
  const tidy = await runAndWait(
    "trap 'echo tidied; exit 4' TERM; echo ready; while :; do :; done",
    times,
    1_000,
  )
  expect(tidy).toMatchObject({ endedBy: 'time-limit', exitCode: 4, stdout: 'ready\ntidied\n' })
  const deaf = await runAndWait("trap '' TERM; echo ready; while :; do :; done", times, 1_500)
  expect(deaf).toMatchObject({ endedBy: 'time-limit', signal: 'SIGKILL' })
})

test.runIf(isUnix)('a descendant that keeps the pipes open holds up nobody, and is gone after', async () => {
  const mark = `${9_000 + process.pid}.25`
  const { endedBy, exitCode } = await run(`sleep ${mark} &`)
  expect({ endedBy, exitCode }).toEqual({ endedBy: null, exitCode: 0 })
  await vi.waitFor(() => expect(processesNaming(mark)).toEqual([]))
})

test.runIf(isUnix)(
  'a call that is cancelled ends it; one that was cancelled before starts nothing',
  async () => {
    const caller = new AbortController()
    const { signal } = caller
    const running = run('echo here; sleep 1000', {}, { signal, onOutput: () => caller.abort() })
    expect(await running).toMatchObject({ endedBy: 'cancelled', signal: 'SIGKILL' })
    await expect(run('exit 0', {}, { signal })).rejects.toThrow('cancelled before the program was started')
  },
)

test('what cannot be started is told', async () => {
  await expect(run('', { file: '/no/such/program' })).rejects.toThrow('could not be started: spawn /no/such')
})
