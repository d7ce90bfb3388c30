import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startTools, type RunningTools } from './system-tools-support'

let tools: RunningTools
beforeEach(async () => {
  tools = await startTools()
})
afterEach(() => tools.close())

/** A process of init's, as those are that OmniMind did not start. */
function strangerProcess(): number {
  const { stdout } = spawnSync('/bin/sh', ['-c', 'sleep 600 >/dev/null 2>&1 & echo $!'], { encoding: 'utf8' })
  const pid = Number(stdout)
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  return pid
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('processes', () => {
  test('are listed by name; whose they are and their command lines only where the person shows them', async () => {
    const child = spawn('sh', ['-c', 'sleep 600; true', 'omni-hidden'], { stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'spawn')
    const found = async (filter: string) =>
      (await tools.call<{ processes: object[] }>('list_processes', { filter })).structured.processes
    // A filter must not tell what the answer does not.
    expect(await found('omni-hidden')).toEqual([])
    const [one] = await found(String(child.pid))
    expect(one).toMatchObject({ pid: child.pid })
    expect(Object.keys(one ?? {}).sort()).toEqual([
      'cpuSeconds',
      'memoryBytes',
      'name',
      'parentPid',
      'pid',
      'startedAt',
    ])
    expect((await tools.call('system_info')).structured).not.toHaveProperty('hostname')
  })

  test('are listed, filtered, without secrets in their command lines', async () => {
    const showing = await startTools({ settings: { showIdentifying: true } })
    onTestFinished(() => showing.close())
    const secret = `hunter2${process.pid}`
    const child = spawn(
      'sh',
      ['-c', 'sleep 600; true', 'omni-shown', `--password=${secret}`, '--token', secret],
      { stdio: 'ignore' },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'spawn')
    const { structured, text } = await showing.call<{ processes: { command: string; pid: number }[] }>(
      'list_processes',
      {
        filter: 'OMNI-SHOWN',
      },
    )
    const shown = structured.processes.find(({ pid }) => pid === child.pid)
    expect(shown?.command).toContain('--password=[secret] --token [secret]')
    expect(text).not.toContain(secret)
    expect((await showing.call('system_info')).structured).toHaveProperty('hostname')
    const exact = await tools.call('list_processes', { filter: String(process.pid), sort: 'pid', limit: 1 })
    expect(exact.structured).toMatchObject({ processes: [{ pid: process.pid }] })
  })

  test('are ended after asking, each time anew', async () => {
    const asking = await startTools({ consent: () => ({ kind: 'allowed' }) })
    onTestFinished(() => asking.close())
    const pid = strangerProcess()
    const { structured } = await asking.call('kill_process', { pid })
    expect(structured).toMatchObject({ pid, name: 'sleep', signal: 'SIGTERM', ended: true })
    expect(isAlive(pid)).toBe(false)
    expect(asking.questions.map(({ title, lasting }) => [title, lasting])).toEqual([
      ['Ask a process to end', {}],
    ])
    expect(await asking.call('kill_process', { pid })).toMatchObject({
      isError: true,
      text: expect.stringContaining('no process'),
    })
  })

  test('live on when the person does not want it', async () => {
    const pid = strangerProcess()
    expect(await tools.call('kill_process', { pid, signal: 'SIGKILL' })).toMatchObject({ isError: true })
    expect(tools.questions).toHaveLength(1)
    expect(isAlive(pid)).toBe(true)
  })

  test('that ended while the person was asked are not looked for further', async () => {
    const pid = strangerProcess()
    const asking = await startTools({
      consent: async () => {
        process.kill(pid, 'SIGKILL')
        await expect.poll(() => isAlive(pid)).toBe(false)
        return { kind: 'allowed' }
      },
    })
    onTestFinished(() => asking.close())
    expect(await asking.call('kill_process', { pid })).toMatchObject({
      isError: true,
      text: expect.stringContaining('ended by itself'),
    })
  })

  test("of the system and OmniMind's own are refused without a question", async () => {
    const own = spawn('sleep', ['600'], { stdio: 'ignore' })
    onTestFinished(() => void own.kill('SIGKILL'))
    for (const pid of [0, 1, process.pid, process.ppid, own.pid])
      expect(await tools.call('kill_process', { pid }), String(pid)).toMatchObject({ isError: true })
    for (const pid of [-1, -process.pid, 1.5, 2 ** 32])
      expect(await tools.call('kill_process', { pid }), String(pid)).toMatchObject({ isError: true })
    expect(tools.questions).toEqual([])
    expect(isAlive(own.pid ?? 0)).toBe(true)
  })

  test("a thread's number is none, whosoever it is", async () => {
    const threads = [process.ppid, process.pid].flatMap((pid) =>
      readdirSync(`/proc/${pid}/task`).filter((thread) => Number(thread) !== pid),
    )
    expect(threads.length).toBeGreaterThan(1)
    for (const thread of threads)
      expect(await tools.call('kill_process', { pid: Number(thread) }), thread).toMatchObject({
        isError: true,
        text: expect.stringContaining('no process'),
      })
    expect(tools.questions).toEqual([])
  })

  test.skipIf(process.getuid?.() !== 0)('of another user are refused without a question', async () => {
    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', 'setpriv --reuid 65534 --clear-groups sleep 600 >/dev/null 2>&1 & echo $!'],
      {
        encoding: 'utf8',
      },
    )
    const pid = Number(stdout)
    onTestFinished(() => void process.kill(pid, 'SIGKILL'))
    await expect.poll(() => readFileSync(`/proc/${pid}/status`, 'utf8')).toContain('Uid:\t65534')
    expect(await tools.call('kill_process', { pid })).toMatchObject({
      isError: true,
      text: expect.stringContaining('another user'),
    })
    expect(tools.questions).toEqual([])
  })
})
