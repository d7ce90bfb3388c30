import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startTools, type RunningTools } from './system-tools-support'

let tools: RunningTools
beforeEach(async () => {
  tools = await startTools()
})
afterEach(() => tools.close())

describe('files', () => {
  test('are written, read, cut and read together', async () => {
    const written = await tools.call('write_file_secure', {
      path: 'notes/a.txt',
      content: 'Zürich',
      createFolders: true,
    })
    expect(written.structured).toEqual({ path: join(tools.folder, 'notes/a.txt'), bytes: 7, created: true })
    const whole = await tools.call('read_file_secure', { path: 'notes/a.txt' })
    expect(whole).toMatchObject({
      text: 'Zürich',
      structured: { encoding: 'utf-8', bytes: 7, truncated: false },
    })
    // The ü has two bytes, of which one is asked for.
    const cut = await tools.call('read_file_secure', { path: 'notes/a.txt', maxBytes: 2 })
    expect(cut.structured).toMatchObject({ content: 'Z', bytes: 1, size: 7, truncated: true })
    const rest = await tools.call('read_file_secure', { path: 'notes/a.txt', offset: 1 })
    expect(rest.structured).toMatchObject({ content: 'ürich', truncated: false })
    const paths = ['notes/a.txt', 'missing', '/etc/passwd', 'notes']
    const batch = await tools.call<{ files: { file: object | null; error: string | null }[] }>(
      'batch_read_files',
      {
        paths,
      },
    )
    expect(batch.structured.files.map(({ file }) => file !== null)).toEqual([true, false, false, false])
    expect(batch.structured.files[2]?.error).toContain('outside')
  })

  test('bytes travel as base64', async () => {
    const content = Buffer.from([0, 255, 128]).toString('base64')
    await tools.call('write_file_secure', { path: 'b', content, encoding: 'base64' })
    expect(readFileSync(join(tools.folder, 'b'))).toEqual(Buffer.from([0, 255, 128]))
    const { structured } = await tools.call('read_file_secure', { path: 'b' })
    expect(structured).toMatchObject({ content, encoding: 'base64' })
    // Cut off in the middle it looks like base64 too.
    for (const content of ['!?', 'AP+', 'AP+AA']) {
      const broken = await tools.call('write_file_secure', { path: 'c', content, encoding: 'base64' })
      expect(broken).toMatchObject({ isError: true, text: expect.stringContaining('base64') })
    }
  })

  test('are replaced only when asked for, and left whole', async () => {
    const write = async (content: string, more = {}) =>
      await tools.call('write_file_secure', { path: 'a', content, ...more })
    await write('one')
    expect(await write('two')).toMatchObject({
      isError: true,
      text: expect.stringContaining('overwrite: true'),
    })
    expect((await write('two', { overwrite: true })).structured).toMatchObject({ created: false })
    expect(readFileSync(join(tools.folder, 'a'), 'utf8')).toBe('two')
    expect((await write('x'.repeat(5 * 1024 * 1024 + 1), { overwrite: true })).text).toContain(
      'at most 5242880',
    )
    expect(readdirSync(tools.folder)).toEqual(['a'])
  })

  test('outside stay untouched, whatever the path', async () => {
    symlinkSync('/etc', join(tools.folder, 'out'))
    const paths = [
      '../x',
      '/etc/passwd',
      'out/passwd',
      `${tools.folder}_evil/x`,
      '/proc/self/environ',
      '~/.ssh/id_rsa',
      'a\0b',
    ]
    for (const path of paths) {
      expect(await tools.call('read_file_secure', { path }), path).toMatchObject({ isError: true })
      const write = { path, content: 'x', overwrite: true }
      expect(await tools.call('write_file_secure', write), path).toMatchObject({ isError: true })
    }
  })

  test("git's own data is not written, in any form", async () => {
    mkdirSync(join(tools.folder, '.git'))
    symlinkSync('.git', join(tools.folder, 'alias'))
    writeFileSync(join(tools.folder, '.git/config'), 'ours')
    symlinkSync('.git/config', join(tools.folder, 'notes.txt'))
    symlinkSync('.git/hooks', join(tools.folder, 'nowhere.txt'))
    const paths = [
      '.git/config',
      '.GIT/config',
      'sub/.git/hooks/pre-commit',
      'alias/config',
      '.git',
      'notes.txt',
    ]
    for (const path of paths)
      expect(
        await tools.call('write_file_secure', { path, content: 'x', overwrite: true, createFolders: true }),
        path,
      ).toMatchObject({ isError: true, text: expect.stringContaining('git itself') })
    // A link to nothing is no file; it is not followed to make one.
    expect(
      await tools.call('write_file_secure', { path: 'nowhere.txt', content: 'x', overwrite: true }),
    ).toMatchObject({ isError: true })
    expect(readdirSync(join(tools.folder, '.git'))).toEqual(['config'])
    expect(readFileSync(join(tools.folder, '.git/config'), 'utf8')).toBe('ours')
    for (const path of ['.gitignore', 'git/config', '.github/x.yml'])
      expect(
        await tools.call('write_file_secure', { path, content: 'x', createFolders: true }),
        path,
      ).toMatchObject({
        isError: false,
      })
  })

  test('stay as they are when the person wants no writing', async () => {
    const reading = await startTools({ settings: { readOnly: true } })
    onTestFinished(() => reading.close())
    const answer = await reading.call('write_file_secure', { path: 'a', content: 'x' })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('Nothing was written') })
    expect(readdirSync(reading.folder)).toEqual([])
  })
})

test('a file written by a program is a file for the tools', async () => {
  const both = await startTools({ consent: () => ({ kind: 'allowed' }) })
  onTestFinished(() => both.close())
  writeFileSync(join(both.folder, 'in'), 'content')
  await both.call('execute_command', { command: 'cp', args: ['in', 'out'] })
  expect((await both.call('read_file_secure', { path: 'out' })).text).toBe('content')
})
