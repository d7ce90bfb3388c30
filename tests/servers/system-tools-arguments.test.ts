import { beforeAll, describe, expect, test } from 'vitest'
import { argumentPrinter, startTools, words, type Ran, type RunningTools } from './system-tools-support'

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
