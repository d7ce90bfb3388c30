import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { server } from '@servers/filesystem/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve } from '../support/served'
import { serveJail, type Jailed } from './filesystem-support'

let world: Jailed
beforeEach(async () => {
  world = await serveJail()
})
afterEach(async () => await world.close())

const inJail = (name: string): string => join(world.jail, name)
const read = (name: string): string => readFileSync(inJail(name), 'utf8')
const write = async (path: string, content: string) => await world.call('write_file', { path, content })
const edits = async (args: Record<string, unknown> = {}) =>
  (await world.call('list_edits', args)).structured as {
    edits: {
      id: number
      change: string
      path: string
      client: string
      undoneBy: number | null
      canBeUndone: boolean
    }[]
    total: number
  }

describe('filesystem over its socket', () => {
  test('writes what can be read again, whole and in parts', async () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => `line ${n} \u6f22\u5b57`)
    await write('long.txt', lines.join('\n'))
    const ask = async (args: object) =>
      (await world.call('read_text_file', { path: 'long.txt', ...args })).text
    expect(await ask({})).toBe(lines.join('\n'))
    expect(await ask({ head: 40_000 })).toBe(lines.slice(0, 40_000).join('\n'))
    expect(await ask({ tail: 40_000 })).toBe(lines.slice(-40_000).join('\n'))
    expect(await ask({ head: 200_000 })).toBe(lines.join('\n'))
  })

  test('reads the ends of a file of 100 MB, and refuses all of it with advice', async () => {
    const line = `${'x'.repeat(1023)}\n`
    writeFileSync(inJail('huge.log'), line.repeat(100 * 1024))
    const ask = async (args: object) => await world.call('read_text_file', { path: 'huge.log', ...args })
    expect((await ask({ head: 2 })).text).toBe(`${line}${line}`.trimEnd())
    expect((await ask({ tail: 3 })).text).toBe(`${line}${line}`)
    for (const args of [{}, { head: 10_000 }, { tail: 10_000 }])
      expect(await ask(args)).toMatchObject({
        isError: true,
        text: expect.stringMatching(/5 MB.*head|Ask for fewer/),
      })
    const middle = await world.call('read_text_part', {
      path: 'huge.log',
      offset: 50 * 1024 ** 2,
      length: 2_048,
    })
    expect(middle.structured).toEqual({
      content: line.repeat(2),
      offset: 50 * 1024 ** 2,
      nextOffset: 50 * 1024 ** 2 + 2_048,
      size: 100 * 1024 ** 2,
    })
    expect((await world.call('read_media_file', { path: 'huge.log' })).text).toContain('at most 3.7 MB')
    const several = await world.call('read_multiple_files', { paths: ['d/f', 'huge.log'] })
    expect(several).toMatchObject({ isError: false, text: expect.stringContaining('huge.log: Error - ') })
  })

  test('says of one long line how it can be read, and reads it whole in parts', async () => {
    const line = '\u6f22\u{1f600}x\u00e9'.repeat(600_000)
    writeFileSync(inJail('line'), line)
    for (const args of [{ head: 1 }, { tail: 1 }]) {
      const { text, isError } = await world.call('read_text_file', { path: 'line', ...args })
      expect(isError).toBe(true)
      expect(text).toContain('This line alone is over 5 MB. Read parts of it with read_text_part')
      expect(text).not.toContain('fewer')
    }
    let read = ''
    for (let offset: number | null = 0; offset !== null;) {
      const { structured } = await world.call('read_text_part', { path: 'line', offset, length: 500_000 })
      const part = structured as { content: string; nextOffset: number | null }
      read += part.content
      offset = part.nextOffset
    }
    expect(read).toBe(line)
  })

  test('says what room is left when several files do not fit together', async () => {
    for (const name of ['a', 'b']) writeFileSync(inJail(name), 'x'.repeat(2.9 * 1024 ** 2))
    const { text } = await world.call('read_multiple_files', { paths: ['a', 'b', 'd/f'] })
    expect(text).toMatch(
      /b: Error - .*b is 2\.90 MB; the files before it leave 2\.08 MB of the 5 MB of a result\. Read it in a call of its own\./,
    )
    expect(text).toContain('d/f:\ninside')
  })

  test('keeps one message under 10 MB when escapes make the text longer', async () => {
    writeFileSync(inJail('control'), '\u0001'.repeat(2_000_000))
    expect(await world.call('read_file', { path: 'control' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('over 5 MB'),
    })
  })

  test('keeps the permissions of a file, and leaves nothing else behind', async () => {
    chmodSync(inJail('d/f'), 0o751)
    await write('d/f', 'new')
    expect(statSync(inJail('d/f')).mode & 0o777).toBe(0o751)
    expect(readdirSync(inJail('d'))).toEqual(['f'])
  })

  test('loses no edit of many at once', async () => {
    await write('count', Array.from({ length: 50 }, (_, n) => `<${n}>`).join('\n'))
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => n).map(
        async (n) =>
          await world.call('edit_file', {
            path: 'count',
            edits: [{ oldText: `<${n}>`, newText: `done ${n}` }],
          }),
      ),
    )
    expect(read('count')).toBe(Array.from({ length: 50 }, (_, n) => `done ${n}`).join('\n'))
  })

  test('shows an edit before it is made', async () => {
    const { text } = await world.call('edit_file', {
      path: 'd/f',
      edits: [{ oldText: 'inside', newText: 'outside' }],
      dryRun: true,
    })
    expect(text).toContain('-inside')
    expect(text).toContain('+outside')
    expect(read('d/f')).toBe('inside')
    expect((await edits()).total).toBe(0)
  })

  test('takes no longer for patterns made to take long', async () => {
    writeFileSync(inJail(`${'a'.repeat(240)}b`), '')
    const started = performance.now()
    for (const pattern of [
      `${'*a'.repeat(100)}c`,
      `+(+(+(+(a))))c`,
      `${'**/'.repeat(60)}c`,
      '{a,b}'.repeat(40),
    ])
      await world.call('search_files', { path: '.', pattern, excludePatterns: [pattern] })
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('shows no trees beyond a limit', async () => {
    for (let n = 0; n < 105; n++) mkdirSync(inJail(`${'deep/'.repeat(n)}deep`))
    expect((await world.call('directory_tree', { path: '.' })).text).toContain('levels deep')
    expect((await world.call('search_files', { path: '.', pattern: '**/missing' })).text).toContain(
      'stopped here',
    )
  })
})

describe('history', () => {
  test('undoes byte for byte, and brings back what was undone', async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13, 10])
    writeFileSync(inJail('bytes'), bytes)
    await write('bytes', 'text')
    expect((await edits()).edits).toMatchObject([
      { change: 'replaced', path: inJail('bytes'), client: 'jailbreaker 1.0', canBeUndone: true },
    ])
    await world.call('undo_edit')
    expect(readFileSync(inJail('bytes'))).toEqual(bytes)
    const [undo] = (await edits()).edits
    await world.call('undo_edit', { id: undo?.id })
    expect(read('bytes')).toBe('text')
    expect((await world.call('undo_edit', { id: undo?.id })).text).toContain('undone already')
  })

  test('walks back through everything', async () => {
    await write('d/f', 'second')
    await world.call('edit_file', { path: 'd/f', edits: [{ oldText: 'second', newText: 'third' }] })
    await write('new', 'created')
    await world.call('move_file', { source: 'new', destination: 'd/moved' })
    const states: unknown[] = []
    for (let n = 0; n < 4; n++) {
      expect((await world.call('undo_edit')).isError).toBe(false)
      states.push([read('d/f'), existsSync(inJail('new')), existsSync(inJail('d/moved'))])
    }
    expect(states).toEqual([
      ['third', true, false],
      ['third', false, false],
      ['second', false, false],
      ['inside', false, false],
    ])
    expect(await world.call('undo_edit')).toMatchObject({ isError: true, text: 'There is no edit to undo.' })
  })

  test('does not lose what another program wrote since, unless told to', async () => {
    await write('d/f', 'ours')
    writeFileSync(inJail('d/f'), 'theirs')
    expect(await world.call('undo_edit')).toMatchObject({
      isError: true,
      text: expect.stringContaining('was changed after edit 1'),
    })
    expect(read('d/f')).toBe('theirs')
    await world.call('undo_edit', { force: true })
    expect(read('d/f')).toBe('inside')
    const [undo] = (await edits()).edits
    await world.call('undo_edit', { id: undo?.id })
    expect(read('d/f')).toBe('theirs')
  })

  test('tells of a change that was under way when it was asked for', async () => {
    const [, listed] = await Promise.all([write('new', 'x'.repeat(1_000_000)), edits({ path: 'new' })])
    expect(listed.total).toBe(1)
  })

  test('keeps a created file that was changed, and never replaces when it moves back', async () => {
    await write('new', 'created')
    writeFileSync(inJail('new'), 'changed')
    expect((await world.call('undo_edit')).isError).toBe(true)
    await world.call('move_file', { source: 'new', destination: 'elsewhere' })
    writeFileSync(inJail('new'), 'another')
    expect((await world.call('undo_edit', { force: true })).text).toContain('already exists')
    expect([read('new'), read('elsewhere')]).toEqual(['another', 'changed'])
  })

  test('moves back only what was moved, unless told to', async () => {
    await world.call('move_file', { source: 'd/f', destination: 'moved' })
    writeFileSync(inJail('moved'), 'theirs')
    expect(await world.call('undo_edit')).toMatchObject({
      isError: true,
      text: expect.stringContaining('changed or replaced after edit 1'),
    })
    expect([read('moved'), existsSync(inJail('d/f'))]).toEqual(['theirs', false])
    await world.call('undo_edit', { force: true })
    expect(read('d/f')).toBe('theirs')
    const moveBackDirectory = [
      await world.call('move_file', { source: 'd', destination: 'e' }),
      await world.call('write_file', { path: 'e/new', content: '' }),
      await world.call('undo_edit', { id: 3 }),
    ]
    expect(moveBackDirectory.map(({ isError }) => isError)).toEqual([false, false, false])
  })

  test('lists what happened to one file, also by a link to it', async () => {
    await write('d/f', 'x')
    await write('other', 'y')
    symlinkSync('d/f', inJail('link'))
    await write('link', 'z')
    expect((await edits({ path: 'link' })).edits.map(({ path }) => path)).toEqual([
      inJail('d/f'),
      inJail('d/f'),
    ])
    expect(await edits({ limit: 1 })).toMatchObject({ total: 3, edits: [{ path: inJail('d/f') }] })
  })

  test('keeps no more than it may', async () => {
    const small = await serveJail({ historyMb: 1 })
    const megabyte = 'x'.repeat(1024 * 1024)
    const listed = async () =>
      (await small.call('list_edits')).structured as { edits: { canBeUndone: boolean }[] }
    const first = await small.call('write_file', { path: 'big', content: megabyte })
    expect(first.text).toBe('Successfully wrote to big')
    const lost =
      /What was there before, 1\.00 MB, is too large for the history, which keeps files up to 256\.00 KB: undo_edit cannot/
    const oneEdit = { path: 'big', edits: [{ oldText: 'xxx', newText: 'yyy' }] }
    expect((await small.call('edit_file', { ...oneEdit, dryRun: true })).text).not.toMatch(lost)
    expect((await small.call('edit_file', oneEdit)).text).toMatch(lost)
    await small.call('write_file', { path: 'other', content: 'small' })
    writeFileSync(join(small.jail, 'other'), megabyte)
    expect((await small.call('undo_edit', { force: true })).text).toMatch(lost)
    expect((await small.call('write_file', { path: 'big', content: 'small' })).text).toMatch(lost)
    expect((await listed()).edits[0]).toMatchObject({ canBeUndone: false })
    expect((await small.call('undo_edit')).text).toContain('were not kept')
    for (let n = 0; n < 8; n++)
      await small.call('write_file', { path: 'd/f', content: String(n).repeat(250 * 1024) })
    expect((await listed()).edits.filter(({ canBeUndone }) => canBeUndone)).toHaveLength(4)
    await small.close()
  })

  test('says that it keeps nothing where it is switched off', async () => {
    const off = await serveJail({ historyMb: 0 })
    const { text } = await off.call('write_file', { path: 'd/f', content: 'new' })
    expect(text).toContain(
      'What was there before, 6 B, is not kept, since the history is switched off: undo_edit cannot bring it back. ' +
        'A person can raise the limit in the settings of this service.',
    )
    expect((await off.call('undo_edit')).text).toContain('or with the history switched off')
    await off.close()
  })
})

describe('settings', () => {
  test('read only: no tool that changes anything', async () => {
    const readOnly = await serveJail({ readOnly: true })
    const { tools } = await readOnly.client.listTools()
    expect(tools.map(({ name }) => name)).toContain('read_text_file')
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([])
    expect((await readOnly.call('write_file', { path: 'x', content: '' })).isError).toBe(true)
    await readOnly.close()
  })

  test('a folder that is missing is told to the person and the model, and the rest works', async () => {
    const missing = join(world.base, 'later')
    const served = await serve(server, { settings: { folders: [missing] } })
    expect(served.log.lines).toContainEqual({
      level: 'warn',
      text: expect.stringContaining(`Allowed folders that cannot be used: ${missing} (it is not there)`),
    })
    const { client } = await served.connect()
    const call = async (name: string, args: object) =>
      JSON.stringify(await client.callTool({ name, arguments: { ...args } }))
    expect(await call('list_directory', { path: missing })).toContain(`The folder ${missing} is allowed, but`)
    expect(await call('write_file', { path: 'note', content: 'scratch' })).toContain('Successfully')
    expect(readFileSync(join(served.dataDir, 'scratch/note'), 'utf8')).toBe('scratch')
    mkdirSync(missing)
    expect(await call('list_directory', { path: missing })).not.toContain('isError')
    await client.close()
    await served.close()
  })

  test('the history and the rest of the data directory are closed, also when a folder contains them', async () => {
    const { served } = world
    const open = await serveJail({ folders: ['/'] })
    const place = join(open.served.dataDir, 'history.db')
    for (const path of [place, '/proc/self/environ', '/sys/kernel/notes'])
      expect((await open.call('read_file', { path })).text).toContain('Access denied')
    expect(
      (await open.call('move_file', { source: open.served.dataDir, destination: '/tmp/x' })).isError,
    ).toBe(true)
    expect((await open.call('read_file', { path: join(world.jail, 'd/f') })).text).toBe('inside')
    expect(served.dataDir).not.toBe(open.served.dataDir)
    await open.close()
  })
})
