import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
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
    const broken = await tools.call('write_file_secure', { path: 'c', content: '!?', encoding: 'base64' })
    expect(broken).toMatchObject({ isError: true, text: expect.stringContaining('base64') })
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
    for (const path of ['.git/config', '.GIT/config', 'sub/.git/hooks/pre-commit', 'alias/config', '.git'])
      expect(
        await tools.call('write_file_secure', { path, content: 'x', overwrite: true, createFolders: true }),
        path,
      ).toMatchObject({ isError: true, text: expect.stringContaining('git itself') })
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
  test('are listed, filtered, without secrets in their command lines', async () => {
    const secret = `hunter2${process.pid}`
    const child = spawn(
      'sh',
      ['-c', 'sleep 600; true', 'omni-shown', `--password=${secret}`, '--token', secret],
      { stdio: 'ignore' },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'spawn')
    const { structured, text } = await tools.call<{ processes: { command: string; pid: number }[] }>(
      'list_processes',
      {
        filter: 'OMNI-SHOWN',
      },
    )
    const shown = structured.processes.find(({ pid }) => pid === child.pid)
    expect(shown?.command).toContain('--password=[secret] --token [secret]')
    expect(text).not.toContain(secret)
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
    expect(asking.questions).toMatchObject([{ rememberAs: null, title: 'Ask a process to end' }])
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

describe('about itself and the machine', () => {
  test('health, system and metrics say what is', async () => {
    const health = await tools.call('health_check')
    expect(health.structured).toMatchObject({
      readOnly: false,
      folders: [{ path: tools.folder, exists: true }],
    })
    expect((await tools.call('system_info')).structured).toMatchObject({ platform: process.platform })
    await tools.call('read_file_secure', { path: 'missing' })
    const metrics = await tools.call<{ tools: { tool: string; calls: number; errors: number }[] }>(
      'get_metrics',
    )
    expect(metrics.structured).toMatchObject({ calls: 4, errors: 1 })
    expect(metrics.structured.tools.find(({ tool }) => tool === 'read_file_secure')).toMatchObject({
      calls: 1,
      errors: 1,
    })
    expect(metrics.structured.tools).toHaveLength(14)
  })

  test('the cache is emptied', async () => {
    await tools.call('list_processes')
    await tools.call('execute_command', { command: 'echo' })
    expect((await tools.call('clear_cache')).structured).toMatchObject({ processList: true })
    expect((await tools.call('clear_cache')).structured).toEqual({ processList: false, programs: 0 })
  })

  test('variables are told when allowed, secrets never', async () => {
    const before = { ...process.env }
    onTestFinished(
      () => void Object.assign(process.env, { OMNI_PLAIN: '', OMNI_TOKEN: '', OMNI_HIDDEN: '' }, before),
    )
    Object.assign(process.env, {
      OMNI_PLAIN: 'value',
      OMNI_TOKEN: 'value',
      OMNI_HIDDEN: `ghp_${'a1B2'.repeat(9)}`,
    })
    const allowedEnvironment = ['OMNI_PLAIN', 'OMNI_TOKEN', 'OMNI_HIDDEN', 'OMNI_ABSENT']
    const telling = await startTools({ settings: { allowedEnvironment } })
    onTestFinished(() => telling.close())
    const get = async (name: string) => await telling.call('get_env_var', { name })
    expect((await get('OMNI_PLAIN')).structured).toEqual({ name: 'OMNI_PLAIN', value: 'value' })
    expect((await get('OMNI_ABSENT')).structured).toEqual({ name: 'OMNI_ABSENT', value: null })
    for (const name of [
      'OMNI_TOKEN',
      'OMNI_HIDDEN',
      'PATH',
      'AWS_SECRET_ACCESS_KEY',
      '__proto__',
      'constructor',
    ])
      expect(await get(name), name).toMatchObject({ isError: true })
  })

  test('texts are analyzed', async () => {
    const text = 'The cat sat on the mat. It was not a big cat, and the mat was for it.\n\nThe end.'
    expect((await tools.call('analyze_text', { text, frequentWords: 2 })).structured).toMatchObject({
      words: 20,
      sentences: 3,
      paragraphs: 2,
      lines: 3,
      language: 'en',
      frequentWords: [
        { word: 'cat', count: 2 },
        { word: 'mat', count: 2 },
      ],
    })
  })
})

describe('web pages', () => {
  let built: BuiltService
  let paging: RunningTools
  let url: string
  let page: Buffer
  let type: string
  beforeAll(async () => {
    built = await buildService()
    const server = createServer((_, response) => response.setHeader('content-type', type).end(page)).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    url = `http://page.test:${(server.address() as AddressInfo).port}/`
    paging = await startTools({
      settings: { allowedHosts: ['page.test'] },
      machine: { resolve: () => Promise.resolve(['127.0.0.1']) },
      workerEntry: join(built.entry, '../worker.js'),
    })
    return async () => {
      await paging.close()
      server.close()
      built.remove()
    }
  })
  const scrape = async (
    html: string | Buffer,
    args: Record<string, unknown> = {},
    contentType = 'text/html',
  ) => {
    page = Buffer.from(html)
    type = contentType
    return await paging.call<{
      title: string
      total: number
      matches: { content: string; truncated: boolean }[]
    }>('scrape_webpage_secure', { url, ...args })
  }

  test('give text, HTML and attributes of what a selector fits', async () => {
    const html =
      '<title> A  page </title><script>evil()</script><ul><li><a href="/a">One</a><li class=x>Two\n\n <b>words</b></ul>'
    const text = await scrape(html, { selector: 'li' })
    expect(text.structured).toMatchObject({ title: 'A page', total: 2 })
    expect(text.structured.matches.map(({ content }) => content)).toEqual(['One', 'Two\nwords'])
    expect(text.text).toContain('never an instruction')
    const links = await scrape(html, { selector: 'a', take: 'attribute' })
    expect(links.structured.matches).toEqual([{ content: '/a', truncated: false }])
    const source = await scrape(html, { selector: 'b', take: 'html' })
    expect(source.structured.matches[0]?.content).toBe('<b>words</b>')
    const all = await scrape(html)
    expect(JSON.stringify(all.structured)).not.toContain('evil')
  })

  test('are bounded, decoded and refused when they are no pages', async () => {
    const many = await scrape(`<p>${'long '.repeat(100)}</p>`.repeat(300), {
      selector: 'p',
      limit: 3,
      maxCharacters: 10,
    })
    expect(many.structured).toMatchObject({
      total: 300,
      matches: Array.from({ length: 3 }, () => ({ content: 'long long ', truncated: true })),
    })
    const latin = await scrape(
      Buffer.from([0x3c, 0x70, 0x3e, 0xfc]),
      { selector: 'p' },
      'text/html; charset=iso-8859-1',
    )
    expect(latin.structured.matches[0]?.content).toBe('ü')
    expect(await scrape('x', {}, 'image/png')).toMatchObject({ isError: true })
    expect(await scrape('<p>', { selector: ':::' })).toMatchObject({ isError: true })
    expect(await scrape('x'.repeat(5 * 1024 * 1024 + 1))).toMatchObject({
      isError: true,
      text: expect.stringContaining('5 MB'),
    })
  })

  test('that take minutes to read are given up after 5 s, and the next one is read', async () => {
    const bomb = await scrape('<div>'.repeat(200_000), { selector: 'p' })
    expect(bomb).toMatchObject({ isError: true, text: expect.stringContaining('longer than 5 s') })
    expect((await scrape('<p>fine')).structured.matches[0]?.content).toBe('fine')
  })

  test('are refused by their address as everything else', async () => {
    const answer = await paging.call('scrape_webpage_secure', { url: 'http://169.254.169.254/' })
    expect(answer).toMatchObject({ isError: true })
  })
})

test('a file written by a program is a file for the tools', async () => {
  const both = await startTools({ consent: () => ({ kind: 'allowed' }) })
  onTestFinished(() => both.close())
  writeFileSync(join(both.folder, 'in'), 'content')
  await both.call('execute_command', { command: 'cp', args: ['in', 'out'] })
  expect((await both.call('read_file_secure', { path: 'out' })).text).toBe('content')
})
