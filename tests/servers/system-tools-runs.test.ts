import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { detectSandbox } from '@servers/system-tools/commands/sandbox'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { processesNaming } from '../support/processes'
import { startTools, type Ran, type RunningTools } from './system-tools-support'

const bubblewrap = await detectSandbox({ home: homedir(), hidden: [] })
const none = { kind: 'none', why: 'This test has none.', isBroken: false } as const

/** A person who allows everything, with or without a sandbox. */
async function withConsent(sandbox: typeof bubblewrap, settings = {}): Promise<RunningTools> {
  const tools = await startTools({
    settings,
    machine: { findSandbox: () => Promise.resolve(sandbox) },
    consent: () => ({ kind: 'allowed' }),
  })
  onTestFinished(() => tools.close())
  return tools
}

function script(tools: RunningTools, text: string): string {
  const file = join(tools.folder, 'script.sh')
  writeFileSync(file, text)
  return file
}

const sandboxes = [none, ...(bubblewrap.kind === 'none' ? [] : [bubblewrap])]
describe.each(sandboxes)('a program, sandbox: $kind', (sandbox) => {
  test('gives its output, its exit code and its input back', async () => {
    const tools = await withConsent(sandbox)
    const args = [script(tools, 'cat; echo error >&2; exit 3')]
    const { structured } = await tools.call<Ran>('execute_command', { command: 'sh', args, stdin: 'ünïcode' })
    expect(structured).toMatchObject({
      outcome: 'exited',
      exitCode: 3,
      stdout: { text: 'ünïcode', bytes: 9, truncated: false },
      stderr: { text: 'error\n' },
      sandbox: sandbox.kind,
    })
  })

  test('too much output is cut, counted, and does not stop it', async () => {
    const tools = await withConsent(sandbox)
    const args = [
      script(tools, 'head -c 3000000 /dev/zero | tr "\\0" x; printf "\\033[31mred\\033[0m\\007" >&2'),
    ]
    const { structured } = await tools.call<Ran>('execute_command', {
      command: 'sh',
      args,
      maxOutputBytes: 1_000,
    })
    expect(structured.stdout).toEqual({ text: 'x'.repeat(1_000), bytes: 3_000_000, truncated: true })
    expect(structured.stderr.text).toBe('red\uFFFD')
    expect(structured.outcome).toBe('exited')
  })

  test('one that takes too long is ended with everything it started', async () => {
    const tools = await withConsent(sandbox)
    const mark = `${4_000 + process.pid}.${sandbox.kind.length}`
    const args = [script(tools, `sleep ${mark} & sleep ${mark}`)]
    const call = tools.call<Ran>('execute_command', { command: 'sh', args, timeoutSeconds: 1 })
    expect((await call).structured.outcome).toBe('timed-out')
    await vi.waitFor(() => expect(processesNaming(mark)).toEqual([]))
  })

  test('one whose call is cancelled is ended', async () => {
    const tools = await withConsent(sandbox)
    const mark = `${5_000 + process.pid}.${sandbox.kind.length}`
    const controller = new AbortController()
    const call = tools.call(
      'execute_command',
      { command: 'sleep', args: [mark] },
      { signal: controller.signal },
    )
    await vi.waitFor(() => expect(processesNaming(mark)).not.toEqual([]), { timeout: 5_000 })
    controller.abort()
    await expect(call).rejects.toThrow()
    await vi.waitFor(() => expect(processesNaming(mark)).toEqual([]))
  })

  test('what it leaves in the background is ended', async () => {
    const tools = await withConsent(sandbox)
    const mark = `${6_000 + process.pid}.${sandbox.kind.length}`
    const args = [script(tools, `sleep ${mark} >/dev/null 2>&1 & echo done`)]
    const { structured } = await tools.call<Ran>('execute_command', { command: 'sh', args })
    expect(structured).toMatchObject({ outcome: 'exited', stdout: { text: 'done\n' } })
    await vi.waitFor(() => expect(processesNaming(mark)).toEqual([]))
  })

  test('eight run at once, the ninth is told to come again', async () => {
    const tools = await withConsent(sandbox)
    const mark = `${7_000 + process.pid}.${sandbox.kind.length}`
    const controller = new AbortController()
    const calls = Array.from({ length: 8 }, () =>
      tools.call('execute_command', { command: 'sleep', args: [mark] }, { signal: controller.signal }),
    )
    for (const call of calls) call.catch(() => {})
    // In a sandbox bubblewrap itself names its arguments as well.
    await vi.waitFor(() => expect(processesNaming(mark).length).toBeGreaterThanOrEqual(8), {
      timeout: 10_000,
    })
    await vi.waitFor(async () => {
      expect(await tools.call('execute_command', { command: 'true' })).toMatchObject({
        isError: true,
        text: expect.stringContaining('8 programs run already'),
      })
    })
    controller.abort()
    await Promise.allSettled(calls)
    await vi.waitFor(() => expect(processesNaming(mark)).toEqual([]))
  })

  test('a missing folder and a missing program are told', async () => {
    const tools = await withConsent(sandbox)
    expect(await tools.call('execute_command', { command: 'true', cwd: 'nowhere' })).toMatchObject({
      isError: true,
    })
    expect(await tools.call('execute_command', { command: 'no-such-program' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('no program "no-such-program"'),
    })
  })
})

describe('without a sandbox', () => {
  test('the result and the question say so, and programs without network do not run', async () => {
    const tools = await withConsent(none, { commandNetwork: false })
    expect(await tools.call('execute_command', { command: 'echo' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('needs a sandbox'),
    })
    const open = await withConsent(none)
    await open.call('execute_command', { command: 'true' })
    expect(open.questions[0]?.details.at(-1)).toEqual({
      label: 'Sandbox',
      value: 'none: it can do whatever you can do. This test has none.',
    })
    const { structured } = await open.call<{ status: string }>('health_check')
    expect(structured.status).toBe('limited')
  })
})

describe('a sandbox that does not work', () => {
  test('is tried again for each program; until then listed ones are asked about as well', async () => {
    const found: (typeof bubblewrap)[] = [{ ...none, isBroken: true }, none, bubblewrap]
    let looks = 0
    const tools = await startTools({
      settings: { allowedCommands: ['echo'] },
      machine: { findSandbox: () => Promise.resolve(found[Math.min(looks++, 2)] ?? none) },
    })
    onTestFinished(() => tools.close())
    const run = async () => await tools.call<Ran>('execute_command', { command: 'echo' })
    expect(await run()).toMatchObject({ isError: true })
    expect(tools.questions.map(({ details }) => details.at(-1)?.value)).toEqual([
      'none: it can do whatever you can do. This test has none.',
    ])
    expect((await run()).structured).toMatchObject({ sandbox: 'none', allowedBy: 'echo' })
    const { structured } = await run()
    expect(structured).toMatchObject({ sandbox: bubblewrap.kind, allowedBy: 'echo' })
    expect(tools.questions).toHaveLength(1)
  })

  test.skipIf(bubblewrap.kind === 'none')('one that works is looked for once', async () => {
    let looks = 0
    const tools = await startTools({
      settings: { allowedCommands: ['echo'] },
      machine: { findSandbox: () => Promise.resolve(++looks === 1 ? bubblewrap : none) },
    })
    onTestFinished(() => tools.close())
    for (let round = 0; round < 2; round++)
      expect((await tools.call<Ran>('execute_command', { command: 'echo' })).structured.sandbox).toBe(
        'bubblewrap',
      )
  })
})

describe.skipIf(bubblewrap.kind === 'none')('inside bubblewrap', () => {
  test('the machine is read-only, homes and temporary folders are empty, allowed folders are not', async () => {
    const tools = await withConsent(bubblewrap)
    const secret = join(homedir(), `.omni-secret-${process.pid}`)
    writeFileSync(secret, 'canary')
    onTestFinished(() => rmSync(secret, { force: true }))
    // A process of this machine that the program must not see.
    const mark = `${3_000 + process.pid}.7`
    const stranger = spawn('sleep', [mark], { stdio: 'ignore' })
    onTestFinished(() => void stranger.kill('SIGKILL'))
    await vi.waitFor(() => expect(processesNaming(mark)).toContain(stranger.pid))
    const text = [
      `cat ${secret}`,
      'touch /etc/omni-pwned',
      'touch /usr/omni-pwned',
      `touch ${homedir()}/omni-pwned`,
      'touch /tmp/omni-pwned',
      'echo written > here',
      `for one in /proc/[0-9]*; do tr '\\0' ' ' < $one/cmdline; echo; done > processes`,
      'awk \'$5 == "/" { print $6 }\' /proc/self/mountinfo > root',
      'grep CapEff /proc/self/status > capabilities',
      'mount -o remount,rw / >/dev/null 2>&1 && echo remounted > remounted',
      `kill -0 ${stranger.pid} 2>/dev/null && echo alive > signalled`,
    ].join('\n')
    const { structured } = await tools.call<Ran>('execute_command', {
      command: 'sh',
      args: [script(tools, text)],
    })
    expect(structured.stdout.text).not.toContain('canary')
    const seen = readFileSync(join(tools.folder, 'processes'), 'utf8')
    expect(seen).toContain('script.sh')
    expect(seen).not.toContain(mark)
    expect(readFileSync(join(tools.folder, 'root'), 'utf8')).toMatch(/(^|\n)ro\b/)
    expect(readFileSync(join(tools.folder, 'capabilities'), 'utf8')).toMatch(/^CapEff:\s+0+\n$/)
    for (const name of ['remounted', 'signalled'])
      expect(existsSync(join(tools.folder, name)), name).toBe(false)
    expect(readFileSync(join(tools.folder, 'here'), 'utf8')).toBe('written\n')
    for (const place of ['/etc', '/usr', homedir(), '/tmp'])
      expect(existsSync(join(place, 'omni-pwned')), place).toBe(false)
  })

  test('a program below the home that needs more than its own folder fails, and the answer says why', async () => {
    const tools = await withConsent(bubblewrap)
    const base = mkdtempSync(join(homedir(), '.omni-home-'))
    onTestFinished(() => rmSync(base, { recursive: true }))
    for (const name of ['bin', 'lib']) mkdirSync(join(base, name))
    const [whole, lame] = [join(base, 'bin/whole'), join(base, 'bin/lame')]
    writeFileSync(join(base, 'lib/part'), '#!/bin/sh\n', { mode: 0o755 })
    writeFileSync(whole, '#!/bin/sh\necho here', { mode: 0o755 })
    writeFileSync(lame, `#!/bin/sh\nexec ${base}/lib/part`, { mode: 0o755 })
    const runs = await tools.call<Ran>('execute_command', { command: whole })
    expect(runs.structured).toMatchObject({ exitCode: 0, stdout: { text: 'here\n' }, note: null })
    const fails = await tools.call<Ran>('execute_command', { command: lame })
    expect(fails.structured).toMatchObject({ exitCode: 127, note: expect.stringContaining('below the home') })
    expect(fails.text).toContain('below the home')
    const elsewhere = await tools.call<Ran>('execute_command', {
      command: 'sh',
      args: [script(tools, 'exit 127')],
    })
    expect(elsewhere.structured.note).toBeNull()
  })

  test("OmniMind's own data is not seen, but a folder inside it", async () => {
    const scratch = await startTools({ settings: { folders: [] }, consent: () => ({ kind: 'allowed' }) })
    onTestFinished(() => scratch.close())
    const { structured } = await scratch.call<Ran>('execute_command', {
      command: 'ls',
      args: ['-a', '..', '.'],
    })
    expect(structured.cwd).toMatch(/scratch$/)
    expect(structured.stdout.text).toBe('.:\n.\n..\n\n..:\n.\n..\nscratch\n')
  })

  test('without network there is none', async () => {
    const tools = await withConsent(bubblewrap, { commandNetwork: false })
    const { structured } = await tools.call<Ran>('execute_command', {
      command: 'cat',
      args: ['/proc/net/dev'],
    })
    const interfaces = [...structured.stdout.text.matchAll(/^\s*(\w+):/gm)].map(([, name]) => name)
    expect(interfaces).toEqual(['lo'])
  })
})
