import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ConsentQuestion } from '@shared/domain/consent'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { memoryConsents } from '../support/memory-consents'
import { startTools, type Ran, type RunningTools } from './system-tools-support'

let tools: RunningTools
beforeAll(async () => {
  tools = await startTools()
})
afterAll(() => tools.close())

const run = async (command: string, args: string[] = [], more: Record<string, unknown> = {}) =>
  await tools.call<Ran>('execute_command', { command, args, ...more })

describe('the list of the person', () => {
  const withList = async (allowedCommands: string[]): Promise<RunningTools> => {
    const listed = await startTools({ settings: { allowedCommands } })
    onTestFinished(() => listed.close())
    return listed
  }

  test('a line is the beginning of an argv, item by item', async () => {
    const listed = await withList(['git --version', 'echo "two words"'])
    const allowed = async (command: string, args: string[]): Promise<boolean> =>
      !(await listed.call('execute_command', { command, args })).isError
    expect(await allowed('git', ['--version'])).toBe(true)
    expect(await allowed('/usr/bin/git', ['--version', '--build-options'])).toBe(true)
    expect(await allowed('echo', ['two words', 'and more'])).toBe(true)
    expect(await allowed('echo', ['two', 'words'])).toBe(false)
    expect(await allowed('git', ['--versions'])).toBe(false)
    expect(await allowed('git', ['status', '--version'])).toBe(false)
    expect(await allowed('git', [])).toBe(false)
    expect(await allowed('git --version', [])).toBe(false)
  })

  test('a program of the same name in a folder of the client is another program', async () => {
    const listed = await withList(['echo'])
    const fake = join(listed.folder, 'echo')
    writeFileSync(fake, '#!/bin/sh\n', { mode: 0o755 })
    expect(await listed.call('execute_command', { command: fake })).toMatchObject({ isError: true })
    expect(await listed.call('execute_command', { command: './echo' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('relative path'),
    })
    expect(listed.questions).toHaveLength(1)
  })

  test('an allowed git does not run what a repository of the client names, with or without a .git', async () => {
    const findSandbox = () => Promise.resolve({ kind: 'none', why: '', isBroken: false } as const)
    const listed = await startTools({
      settings: { allowedCommands: ['git status'] },
      machine: { findSandbox },
    })
    onTestFinished(() => listed.close())
    const canary = join(listed.folder, 'canary')
    const hostile = `[core]\n\tfsmonitor = touch ${canary}\n\tworktree = ${listed.folder}\n\trepositoryformatversion = 0\n`
    // As an archive would bring it.
    for (const [path, content] of [
      ['bare/HEAD', 'ref: refs/heads/main\n'],
      ['bare/config', hostile],
      ['bare/objects/keep', ''],
      ['bare/refs/keep', ''],
    ] as const) {
      mkdirSync(dirname(join(listed.folder, path)), { recursive: true })
      writeFileSync(join(listed.folder, path), content)
    }
    const bare = await listed.call<Ran>('execute_command', { command: 'git', args: ['status'], cwd: 'bare' })
    expect(bare.structured.stderr.text).toContain('bare repository')
    cpSync(join(listed.folder, 'bare'), join(listed.folder, 'whole/.git'), { recursive: true })
    const whole = await listed.call<Ran>('execute_command', {
      command: 'git',
      args: ['status'],
      cwd: 'whole',
    })
    expect(whole.structured.exitCode).toBe(0)
    expect(existsSync(canary)).toBe(false)
  })

  test('lines that allow anything are told when the server starts', async () => {
    const broad = ['bash', 'env', 'sudo', 'python3 -c', 'npx', 'git', 'xargs', 'make', 'node']
    const fine = ['git status', 'npm run lint', 'node --version', 'ls', 'python3 /opt/tool.py']
    const listed = await withList([...broad, ...fine])
    const told = listed.log.find(({ text }) => text.includes('without a question'))?.text ?? ''
    expect([...told.matchAll(/"([^"]+)"/g)].map(([, name]) => name)).toEqual(broad)
  })

  test('a line that cannot be read keeps the server from starting, with words', async () => {
    await expect(withList(['echo "half'])).rejects.toThrow('cannot be read')
  })
})

describe('the question to the person', () => {
  test('shows every item whole, and remembers exactly this', async () => {
    const args = [`${' '.repeat(500)}; rm -rf ~`, 'safe\u202Etxt.exe', '', 'a\nb']
    await run('ls', args, { env: { LC_ALL: 'C' }, stdin: 'input' })
    const question = tools.questions.at(-1)
    expect(question?.title).toBe('Run a program')
    expect(question?.client).toContain('Tester')
    const value = (label: string): string | undefined =>
      question?.details.find((detail) => detail.label === label)?.value
    expect(value('Program')).toMatch(/^\/.*ls$/)
    expect(args.map((_, index) => value(`Argument ${index + 1}`))).toEqual(args)
    expect(value('Folder')).toBe(tools.folder)
    expect(value('Input')).toBe('input')
    expect(value('Variable LC_ALL')).toBe('C')
    const remembered = new Set([question?.lasting.always])
    for (const other of [
      ['ls', args.slice(1)],
      ['ls', [args.slice(0, 2).join(' '), ...args.slice(2)]],
    ] as const) {
      await run(other[0], [...other[1]], { env: { LC_ALL: 'C' }, stdin: 'input' })
      remembered.add(tools.questions.at(-1)?.lasting.always)
    }
    await run('ls', args, { env: { LC_ALL: 'C' }, stdin: 'other input' })
    remembered.add(tools.questions.at(-1)?.lasting.always)
    await run('ls', args, { env: {}, stdin: 'input' })
    remembered.add(tools.questions.at(-1)?.lasting.always)
    expect(remembered.size).toBe(5)
    expect(remembered.has(undefined)).toBe(false)
  })

  test.each([
    ['refused', 'The person refused'],
    ['nobody-there', 'nobody could be asked'],
    ['timed-out', 'did not answer in time'],
    ['too-many', 'they were not asked this one'],
  ] as const)('%s: is an error that says what to do', async (kind, text) => {
    const asking = await startTools({ consent: () => ({ kind }) })
    onTestFinished(() => asking.close())
    const answer = await asking.call('execute_command', { command: 'ls' })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(text) })
  })

  test('allowed: it runs; code that was changed meanwhile does not', async () => {
    const asking = await startTools({
      consent: ({ details }) => {
        const program = details.find(({ label }) => label === 'Program')?.value ?? ''
        if (program.endsWith('swapped')) writeFileSync(program, '#!/bin/sh\necho evil\n')
        return { kind: 'allowed' }
      },
    })
    onTestFinished(() => asking.close())
    const program = (name: string): string => {
      writeFileSync(join(asking.folder, name), '#!/bin/sh\necho good\n', { mode: 0o755 })
      return join(asking.folder, name)
    }
    const good = await asking.call<Ran>('execute_command', { command: program('kept') })
    expect(good.structured).toMatchObject({ outcome: 'exited', stdout: { text: 'good\n' }, allowedBy: null })
    const swapped = await asking.call('execute_command', { command: program('swapped') })
    expect(swapped).toMatchObject({ isError: true, text: expect.stringContaining('was changed') })
  })

  test('the largest request there may be fits a question; more variables are refused with words', async () => {
    const args = Array.from({ length: 250 }, (_, n) => `${n}`)
    const env = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`LC_${'ABCDEFGHIJ'.charAt(n % 10)}${'X'.repeat(n)}`, 'C']),
      )
    const asked = tools.questions.length
    expect(await run('ls', args, { env: env(60), stdin: 'x' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('At most 20 variables'),
    })
    expect(tools.questions).toHaveLength(asked)
    await run('ls', args, { env: env(20), stdin: 'x'.repeat(64 * 1024) })
    expect(ConsentQuestion.parse(tools.questions.at(-1)).details).toHaveLength(275)
  })

  test('a never is kept, and told in the same words as a refusal; an always of before holds no more', async () => {
    const consents = memoryConsents()
    const asking = await startTools({ consent: async (asked) => await consents.ask('system-tools', asked) })
    onTestFinished(() => asking.close())
    writeFileSync(join(asking.folder, 's.sh'), 'cat')
    const call = async (stdin: string) =>
      await asking.call<Ran>('execute_command', { command: 'cat', args: ['s.sh'], stdin })
    const answering = (choice: 'always' | 'never') =>
      consents.watch(([open]) => open && consents.answer(open.id, choice))
    const always = answering('always')
    expect((await call('one')).structured.exitCode).toBe(0)
    always.dispose()
    const never = answering('never')
    expect(await call('two')).toMatchObject({ isError: true })
    never.dispose()
    for (const stdin of ['one', 'two', 'three'])
      expect(await call(stdin)).toMatchObject({
        isError: true,
        text: expect.stringContaining('The person refused'),
      })
    writeFileSync(join(asking.folder, 's.sh'), 'another')
    expect(await call('one')).toMatchObject({ text: expect.stringContaining('The person refused') })
  })
})

type Change = [name: string, before: string, after: string, command: string, args: string[]]

/** A file that is named, what it says before and after, and the call that runs it. */
const named: Change[] = [
  ['prog.sed', 's/x/before/p', 's/x/after/p', 'sed', ['-nfprog.sed', 'data.txt']],
  ['x.sh', 'echo before', 'echo after', 'git', ['-c', 'alias.z=!sh ./x.sh', 'z']],
  ['x.sh', 'echo before', 'echo after', 'awk', ['BEGIN{system("sh ./x.sh")}']],
  ['elsewhere.sh', 'echo before', 'echo after', 'bash', ['OUTSIDE/elsewhere.sh']],
  ['page.txt', 'before', 'after', 'cat', ['page.txt']],
]

/** The same with a file that no argument names as it lies there: what the caution is about. */
const unseen: Change[] = [
  ['lib/main', 'echo before', 'echo after', 'bash', ['-cx', 'cd lib; . ./main', 'data.txt']],
  [
    'addon.js',
    'console.log("before")',
    'console.log("after")',
    process.execPath,
    ['--require', './addon', 'main.cjs'],
  ],
]

/** Allows it for good as it is offered, changes the file, and calls again with nobody there. */
async function allowThenChange([name, before, after, command, args]: Change) {
  const consents = memoryConsents()
  const findSandbox = () => Promise.resolve({ kind: 'none', why: '', isBroken: false } as const)
  const asking = await startTools({
    consent: async (question) => await consents.ask('system-tools', question),
    machine: { findSandbox },
  })
  const outside = mkdtempSync(join(tmpdir(), 'omni-outside-'))
  onTestFinished(async () => {
    await asking.close()
    rmSync(outside, { recursive: true })
  })
  const file = join(name === 'elsewhere.sh' ? outside : asking.folder, name)
  mkdirSync(join(asking.folder, 'lib'))
  writeFileSync(join(asking.folder, 'data.txt'), 'x\n')
  writeFileSync(join(asking.folder, 'main.cjs'), '')
  writeFileSync(file, before)
  const call = async () =>
    await asking.call<Ran>('execute_command', {
      command,
      args: args.map((arg) => arg.replace('OUTSIDE', outside)),
    })
  const always = command === 'cat' ? 'always' : 'always-whatever-it-loads'
  const watching = consents.watch(([open]) => open && consents.answer(open.id, always))
  expect((await call()).structured.stdout.text).toContain('before')
  watching.dispose()
  expect(consents.standing()).toMatchObject([{ choice: always }])
  expect((await call()).structured.stdout.text).toContain('before')
  writeFileSync(file, after)
  return await call()
}

test.each(named)('an answer for good does not hold for another %s: %s %s', async (...change) => {
  expect(await allowThenChange(change)).toMatchObject({
    isError: true,
    text: expect.stringContaining('nobody could be asked'),
  })
})

test.each(unseen)(
  'an answer for good, given with the caution, holds for another %s: %s %s',
  async (...change) => {
    expect((await allowThenChange(change)).structured.stdout.text).toContain('after')
  },
)
