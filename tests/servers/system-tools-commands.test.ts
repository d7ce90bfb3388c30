import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTools, type Ran, type RunningTools } from './system-tools-support'

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
