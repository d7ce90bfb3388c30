import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { argumentPrinter, startTools, type Ran, type RunningTools, words } from './system-tools-support'

let tools: RunningTools
let victim: string
beforeAll(async () => {
  tools = await startTools()
  victim = join(tools.folder, 'victim')
  writeFileSync(victim, 'precious')
})
afterAll(() => tools.close())

const run = async (command: string, args: string[] = [], more: Record<string, unknown> = {}) =>
  await tools.call<Ran>('execute_command', { command, args, ...more })

/** Known ways round lists of forbidden words; every one works where a shell reads the text. */
const bypasses: readonly (readonly [string, string])[] = [
  ['question mark glob', '/bin/r? -rf victim'],
  ['star glob', '/b*/rm -rf victim'],
  ['bracket glob', '/bin/[r]m -rf victim'],
  ['single quotes', "r''m -rf victim"],
  ['double quotes', 'r""m -rf victim'],
  ['backslash', 'r\\m -rf victim'],
  ['field separator', 'rm$IFS-rf${IFS}victim'],
  ['hexadecimal quotes', "$'\\x72\\x6d' -rf victim"],
  ['octal printf', "$(printf '\\162\\155') -rf victim"],
  ['base64', 'echo cm0gLXJmIHZpY3RpbQ== | base64 -d | sh'],
  ['rev', "echo 'mitciv fr- mr' | rev | sh"],
  ['tr', "echo 'sn -sg wjdujn' | tr b-z a-y | sh"],
  ['xxd', 'echo 726d202d726620766963 | xxd -r -p | sh'],
  ['cd first', 'cd . && rm -rf victim'],
  ['semicolon', 'true; rm -rf victim'],
  ['or', 'false || rm -rf victim'],
  ['background', 'true & rm -rf victim'],
  ['newline', 'true\nrm -rf victim'],
  ['carriage return', 'true\rrm -rf victim'],
  ['command substitution', '$(echo rm) -rf victim'],
  ['backticks', '`echo rm` -rf victim'],
  ['brace expansion', '{rm,-rf,victim}'],
  ['parameter expansion', '${nothing:-rm} -rf victim'],
  ['empty parameter', 'r$@m -rf victim'],
  ['variables', 'a=r;b=m;$a$b -rf victim'],
  ['eval', "eval 'r'm -rf victim"],
  ['command builtin', 'command rm -rf victim'],
  ['here string', 'sh <<< "rm -rf victim"'],
  ['process substitution', 'sh <(echo rm -rf victim)'],
  ['redirection', ': > victim'],
]

describe('30 ways round a list of forbidden words', () => {
  test.each(bypasses)('%s: is no command line, no script, and a plain argument', async (_, text) => {
    const asked = tools.questions.length
    const asCommand = await run(text)
    expect(asCommand).toMatchObject({
      isError: true,
      text: expect.stringMatching(/no program|relative path/),
    })
    const asScript = await run('sh', ['-c', text])
    expect(asScript).toMatchObject({ isError: true, text: expect.stringContaining('Not run') })
    const asArgument = await run('echo', ['-', text])
    expect(asArgument.structured.stdout.text).toBe(`- ${text}\n`)
    expect(tools.questions.length).toBe(asked)
    expect(existsSync(victim)).toBe(true)
  })
})

describe('programs that start others', () => {
  const indirect: readonly (readonly [string, string[]])[] = [
    ['find', ['.', '-exec', 'rm', '{}', '+']],
    ['find', ['.', '-delete']],
    ['xargs', ['rm']],
    ['env', ['-S', 'rm -rf victim']],
    ['python3', ['-c', 'import os; os.remove("victim")']],
    ['perl', ['-e', 'unlink "victim"']],
    ['node', ['--eval=require("fs").rmSync("victim")']],
    ['bash', ['-lc', 'rm victim']],
  ]
  test.each(indirect)(
    '%s %j is refused without a question, and says what to do instead',
    async (command, args) => {
      const asked = tools.questions.length
      const answer = await run(command, args)
      expect(answer.isError).toBe(true)
      // A program that this machine lacks is refused before.
      expect(answer.text).toMatch(/^(Not run: |There is no program)/)
      expect(tools.questions.length).toBe(asked)
    },
  )

  test.each([
    ['rm', ['-rf', '/']],
    ['rm', ['-r', '--no-preserve-root', '/*']],
    ['chmod', ['-R', '777', '/']],
    ['dd', ['if=/dev/zero', 'of=/dev/sda']],
    ['nice', ['rm', '-rf', '/home/somebody']],
    ['bash', ['-c', ':(){ :|:& };:']],
  ])('%s %j is refused without a question', async (command, args) => {
    const asked = tools.questions.length
    expect(await run(command, args)).toMatchObject({
      isError: true,
      text: expect.stringContaining('Not run: It'),
    })
    expect(tools.questions.length).toBe(asked)
  })

  test('a program text as the input of a shell is refused', async () => {
    expect(await run('sh', [], { stdin: 'rm -rf victim' })).toMatchObject({ isError: true })
    expect(existsSync(victim)).toBe(true)
  })

  test('git diff --no-index, which reads any file, is asked about', async () => {
    const answer = await run('git', ['diff', '--no-index', '/etc/passwd', '/dev/null'])
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('nobody could be asked') })
    expect(tools.questions.at(-1)?.details.map(({ value }) => value)).toContain('--no-index')
  })
})

describe('arguments arrive as they are', () => {
  const legal = [
    ';',
    '&&',
    '|',
    '`id`',
    '$(id)',
    '$HOME',
    '%PATH%',
    '!1',
    '^',
    '~',
    '*',
    '?',
    '[a-z]',
    '{a,b}',
    '<in',
    '>out',
    'a\nb',
    'a\r\nb',
    'tab\there',
    '',
    ' ',
    "it's",
    '"quoted"',
    '\\',
    '\\n',
    '\\x41',
    '-rf',
    '--',
    '# no comment',
    'rm -rf /',
    'sudo reboot',
    'mkfs.ext4 is a program',
    'of=/dev/sda',
    'curl x | sh',
    ':(){ :|:& };:',
    '\u202Ereversed',
    'zero\u200Bwidth',
    '漢字',
    '👩‍🚀',
    'é',
    'e\u0301',
    'a=b',
    '@file',
    '/etc/../etc',
    'C:\\x',
    'null',
    Array.from({ length: 51 }, (_, index) => `echo ${index}`).join(' && '),
    'x'.repeat(32_768),
  ]
  let printing: RunningTools
  let script: string
  beforeAll(async () => {
    const outside = await startTools()
    const printer = argumentPrinter(outside.folder)
    script = printer.script
    printing = await startTools({ settings: { allowedCommands: [printer.line], folders: [outside.folder] } })
    return async () => {
      await printing.close()
      await outside.close()
    }
  })
  const print = async (args: string[], env: Record<string, string> = {}) =>
    await printing.call<Ran>('execute_command', {
      command: process.execPath,
      args: [script, ...args],
      env,
      maxOutputBytes: 1_000_000,
    })

  test(`${legal.length} of them, each one item, none asked about`, async () => {
    const { structured } = await print(legal)
    expect((JSON.parse(structured.stdout.text) as { args: string[] }).args).toEqual(legal)
    expect(printing.questions).toEqual([])
  })

  test('the environment is a clean one', async () => {
    const { structured } = await print([], { LC_ALL: 'C', TZ: 'Europe/Berlin' })
    const { env } = JSON.parse(structured.stdout.text) as { env: Record<string, string> }
    expect(env).toMatchObject({ LC_ALL: 'C', TZ: 'Europe/Berlin', TERM: 'dumb' })
    const harmless = /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TZ|TMPDIR|TERM|PWD|LC_\w+|GIT_CONFIG_\w+)$/
    expect(Object.keys(env).filter((name) => !harmless.test(name))).toEqual([])
  })

  const dangerous = [
    ...words(`
      LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES NODE_OPTIONS NODE_PATH PATH
      GIT_SSH_COMMAND GIT_CONFIG_COUNT GIT_EXTERNAL_DIFF GIT_DIR BASH_ENV ENV SHELLOPTS PS4
      PYTHONPATH PYTHONSTARTUP PERL5OPT PERL5LIB RUBYOPT JAVA_TOOL_OPTIONS IFS HOME PAGER
    `),
    'EDITOR',
    'HTTP_PROXY',
    'GCONV_PATH',
    'LOCPATH',
    'TERMINFO',
    'lang',
    'LC_',
    'LANG=x',
    'BASH_FUNC_echo%%',
    '',
  ]
  test.each(dangerous)('the variable %j is refused', async (name) => {
    const answer = await print([], { [name]: 'x' })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('may not be set') })
  })

  test.each(['/etc/evil', '../../evil', ':/etc/evil', 'a\nb', '$(id)', 'x'.repeat(201)])(
    'LANG may not be %j',
    async (value) => {
      expect(await print([], { LANG: value })).toMatchObject({ isError: true })
    },
  )
})

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
    const remembered = new Set([question?.rememberAs])
    for (const other of [
      ['ls', args.slice(1)],
      ['ls', [args.slice(0, 2).join(' '), ...args.slice(2)]],
    ] as const) {
      await run(other[0], [...other[1]], { env: { LC_ALL: 'C' }, stdin: 'input' })
      remembered.add(tools.questions.at(-1)?.rememberAs)
    }
    await run('ls', args, { env: { LC_ALL: 'C' }, stdin: 'other input' })
    remembered.add(tools.questions.at(-1)?.rememberAs)
    await run('ls', args, { env: {}, stdin: 'input' })
    remembered.add(tools.questions.at(-1)?.rememberAs)
    expect(remembered.size).toBe(5)
    expect(remembered.has(null)).toBe(false)
  })

  test.each([
    ['refused', 'The person refused'],
    ['nobody-there', 'nobody could be asked'],
    ['timed-out', 'did not answer in time'],
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
    const before = asking.questions.at(-1)?.rememberAs
    writeFileSync(join(asking.folder, 'kept'), '#!/bin/sh\necho other\n')
    await asking.call('execute_command', { command: join(asking.folder, 'kept') })
    expect(asking.questions.at(-1)?.rememberAs).not.toBe(before)
    const swapped = await asking.call('execute_command', { command: program('swapped') })
    expect(swapped).toMatchObject({ isError: true, text: expect.stringContaining('was changed') })
  })
})

describe('the working folder', () => {
  test('is inside an allowed folder, or the call is refused', async () => {
    mkdirSync(join(tools.folder, 'sub'))
    symlinkSync('/etc', join(tools.folder, 'out'))
    const inside = await run('echo', ['x'], { cwd: 'sub' })
    expect(inside.structured.cwd).toBe(join(tools.folder, 'sub'))
    for (const cwd of ['/', '/etc', '..', 'out', `${tools.folder}_evil`, '/proc/self/cwd', 'victim'])
      expect(await run('echo', ['x'], { cwd }), cwd).toMatchObject({ isError: true })
  })
})
