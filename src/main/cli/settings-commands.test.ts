import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import type { RunningDashboard } from '../../../tests/support/running-dashboard'
import { startTestDashboard } from '../../../tests/support/running-dashboard'
import { runCli } from './run'

let board: RunningDashboard
beforeAll(async () => void (board = await startTestDashboard()))
afterAll(() => board.close())

async function omnimind(...words: string[]) {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home })
  const code = await runCli(words, terminal)
  return { code, out: terminal.outLines.join('\n'), err: terminal.errLines.join('\n') }
}
const values = async (): Promise<unknown> => JSON.parse((await omnimind('settings', 'memory', '--json')).out)

describe('settings', () => {
  it('shows them, and changes values and lists', async () => {
    expect((await omnimind('settings', 'memory')).out).toMatch(
      /limit +10 +Limit\nopen +false +Open\nkey +- +Key\nfolders +- +Folders/,
    )
    const { code, out, err } = await omnimind(
      'settings',
      'memory',
      'limit=20',
      'open=on',
      'folders+=/a b',
      'folders+=/c',
    )
    expect(code).toBe(0)
    expect(err).toBe('/a b: There is no such folder.\n/c: There is no such folder.')
    expect(out).toMatch(/folders +\/a b +Folders\n +\/c/)
    await omnimind('settings', 'memory', 'folders-=/a b', '--mode', 'on-demand')
    expect(await values()).toEqual({
      mode: 'on-demand',
      values: { limit: 20, open: true, key: '', folders: ['/c'] },
      warnings: [{ key: 'folders', entry: '/c', message: 'There is no such folder.' }],
    })
    await omnimind('settings', 'memory', 'folders=')
    expect(await values()).toMatchObject({ values: { folders: [] } })
  })

  it('says when the service does not run with them; they are stored all the same', async () => {
    board.center.settingsProblem = { code: 'CONFIG_INVALID', message: 'No key.', nextStep: 'Choose one.' }
    const changed = await omnimind('settings', 'memory', 'limit=21')
    expect(changed).toMatchObject({ code: 1, out: expect.stringMatching(/limit +21/) })
    expect(changed.err).toBe('Stored, but the service does not run with these settings. No key. Choose one.')
    const asJson = await omnimind('settings', 'memory', 'limit=22', '--json')
    expect(JSON.parse(asJson.out)).toMatchObject({ values: { limit: 22 }, problem: { message: 'No key.' } })
    const started = await omnimind('services', 'start', 'memory')
    expect(started).toMatchObject({ code: 1, err: 'Memory: No key. Choose one.' })
    board.center.settingsProblem = null
    expect(await omnimind('settings', 'memory', 'limit=20')).toMatchObject({ code: 0, err: '' })
    expect((await omnimind('settings', 'memory', 'key=NOSUCH')).err).toContain('no stored secret "NOSUCH"')
  })

  it.each([
    [['settings'], 'Name a service'],
    [['settings', 'memory', 'limit'], 'Write KEY=VALUE'],
    [['settings', 'memory', 'limt=2'], 'limit'],
    [['settings', 'memory', 'limit+=2'], 'is no list'],
    [['settings', 'memory', 'limit=many'], 'limit is from 1 to 100'],
    [
      ['settings', 'memory', 'limit=1000'],
      'The value of "limit" is not valid.\nIt is a whole number from 1 to 100.',
    ],
    [['settings', 'memory', 'folders+=rel/ative'], '"rel/ative" is not the full path of a folder.'],
    [['settings', 'memory', 'key=sk-0123/45'], 'not valid'],
    [['settings', 'memory', 'key=oauth.x'], 'not valid'],
    [['settings', 'memory', 'open=maybe'], 'open=on or open=off'],
    [['settings', 'memory', 'folders-=/zzz'], 'is not in the list'],
    [['settings', 'memory', '--mode', 'never'], 'not a mode'],
    [['settings', 'nothing'], 'nothing'],
  ])('%j changes nothing and says what would', async (words, text) => {
    const before = await values()
    const { code, err } = await omnimind(...words)
    expect(code).not.toBe(0)
    expect(err).toContain(text)
    expect(await values()).toEqual(before)
  })
})

describe('answers', () => {
  it('lists what was answered for good, and takes it back', async () => {
    const { consents } = board.center
    const watching = consents.watch(
      ([asked]) => asked && consents.answer(asked.id, 'always-whatever-it-loads'),
    )
    const details = [
      { label: 'Program', value: '/usr/bin/git' },
      { label: 'Argument 1', value: 'a b\u001b[2J\u202e\u200b\u{e0041}' },
    ]
    await consents.ask('memory', {
      title: 'Run a program',
      details,
      client: null,
      lasting: { 'always-whatever-it-loads': 'k' },
    })
    watching.dispose()
    const { out } = await omnimind('answers')
    expect(out).toMatch(
      /1 +always-whatever-it-loads +memory +0 +Run a program: "\/usr\/bin\/git" "a b\\u001b\[2J‹U\+202E›‹U\+200B›‹U\+E0041›"/,
    )
    expect(out).toContain('may run code that OmniMind cannot see')
    expect((await omnimind('answers', 'forget', 'x')).code).toBe(2)
    expect((await omnimind('answers', 'forget', '1')).code).toBe(0)
    expect(JSON.parse((await omnimind('answers', '--json')).out)).toEqual([])
    expect((await omnimind('answers', 'forget', '1')).err).toContain('There is no answer 1')
    expect((await omnimind('answers', 'drop')).err).toContain('list, forget')
    expect((await omnimind('answers', 'list', 'x')).err).toContain('"x" is too much')
    expect((await omnimind('answers', 'forget', '1', '2')).err).toContain('answers forget ID')
  })
})
