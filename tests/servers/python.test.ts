import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MISSING_MODULES } from '@servers/python/sandbox/sandbox-packages'
import { server } from '@servers/python/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { buildService, type BuiltService } from '../support/build-service'
import { serve, type Served } from '../support/served'
import { TestCenter } from '../support/test-center'
import { pythonClient, type PythonClient } from '../support/python-client'

/** Starting an interpreter takes 3 s of processor time; a busy machine needs several times that. */
const COLD_STARTS_MS = 60_000

const packages = mkdtempSync(join(tmpdir(), 'omni-wheels-'))
let built: BuiltService
let center: TestCenter
let served: Served
let python: PythonClient
beforeAll(async () => {
  built = await buildService()
  center = new TestCenter({
    serviceId: 'python',
    workerEntry: built.entry.replace('service.js', 'worker.js'),
  })
  served = await serve(server, {
    center,
    settings: { memoryMb: 128, outputKb: 20, maxInterpreters: 1, packagesFolder: packages },
  })
  python = await pythonClient(served)
}, COLD_STARTS_MS)
afterAll(async () => {
  await python.close()
  await served.close()
  await center.close()
  built.remove()
  rmSync(packages, { recursive: true })
})

describe('Python in the sandbox', () => {
  test('nothing is started before the first run', () => {
    expect(center.pids()).toEqual([])
  })

  test(
    'gives what was printed, the result and its JSON, and keeps variables',
    async () => {
      const first = await python.run(
        'import sys\nprint("hé"); print("oh", file=sys.stderr)\nx = {"a": (1, 2.5)}\nx',
      )
      expect(first).toMatchObject({
        stdout: 'hé\n',
        stderr: 'oh\n',
        result: "{'a': (1, 2.5)}",
        json: { a: [1, 2.5] },
        error: null,
        sandbox: 'pyodide',
      })
      expect(await python.run('x["a"][1] * 2')).toMatchObject({ result: '5.0', json: 5 })
      expect(await python.run('2**70')).toMatchObject({ result: String(2n ** 70n), json: null })
      expect(await python.run('float("nan")')).toMatchObject({ result: 'nan', json: null })
      expect(await python.run('x = 1')).toMatchObject({ result: null, json: null, stdout: '' })
    },
    COLD_STARTS_MS,
  )

  test('shows the traceback of the code and nothing of ours', async () => {
    await python.run('def half(n):\n    return n / 0')
    const { error } = await python.run('\nhalf(3)')
    expect(error).toMatchObject({ type: 'ZeroDivisionError', message: 'division by zero' })
    expect(error?.traceback).toMatch(
      /^Traceback[^]*line 2, in <module>[^]*line 2, in half\n {4}return n \/ 0/,
    )
    expect(error?.traceback).not.toContain('_runner')
    expect((await python.run('def f(:')).error).toMatchObject({ type: 'SyntaxError' })
    expect((await python.run('input()')).error).toMatchObject({ type: 'EOFError' })
    expect((await python.run('raise SystemExit(3)')).error).toMatchObject({
      type: 'SystemExit',
      message: '3',
    })
    expect((await python.run('import numpy')).error).toMatchObject({ type: 'ModuleNotFoundError' })
  })

  test('knows await, asyncio, threads of the loop and the standard library', async () => {
    expect(await python.run('import asyncio\nawait asyncio.sleep(0.01)\n7')).toMatchObject({ json: 7 })
    const run = 'async def f():\n    await asyncio.sleep(0.01)\n    return 8\nasyncio.run(f())'
    expect(await python.run(run)).toMatchObject({ json: 8 })
    const modules =
      'json re csv sqlite3 decimal fractions statistics datetime zipfile hashlib lzma ssl xml.etree.ElementTree'
    expect(await python.run(`import ${modules.replaceAll(' ', ', ')}`)).toMatchObject({ error: null })
  })

  test('what is missing of the standard library is said', async () => {
    const code = `
import sys
from importlib.util import find_spec
[name for name in sorted(sys.stdlib_module_names) if name[0] != "_" and find_spec(name) is None]`
    const onWindows = ['msvcrt', 'nt', 'winreg', 'winsound']
    const { json } = await python.run(code)
    const missing = (json as string[]).filter((name) => !onWindows.includes(name))
    // The module is there; what it stands on is taken away.
    expect((await python.run('import ctypes')).error).toMatchObject({ type: 'ModuleNotFoundError' })
    expect(['ctypes', ...missing]).toEqual(MISSING_MODULES)
    const { structured } = await python.call('list_python_packages')
    expect((structured as { about: string }).about).toContain('but ctypes, curses')
  })

  test('an endless loop is stopped, and the variables stay', async () => {
    await python.run('kept = 1')
    const looped = await python.run('while True: pass', { timeoutS: 0.3 })
    expect(looped).toMatchObject({ stopped: 'time', stateLost: false })
    expect(looped.text).toContain('Stopped: it ran longer than 0.3 s.')
    expect(await python.run('import time\ntime.sleep(20)', { timeoutS: 0.3 })).toMatchObject({
      stopped: 'time',
    })
    expect(await python.run('await asyncio.sleep(20)', { timeoutS: 0.3 })).toMatchObject({ stopped: 'time' })
    expect(await python.run('kept')).toMatchObject({ json: 1, notes: [] })
  })

  test('endless print is stopped at the limit, and the variables stay', async () => {
    const printed = await python.run('while True: print("y" * 100)')
    expect(printed).toMatchObject({ stopped: 'output', truncated: true, stateLost: false })
    expect(printed.stdout.length).toBe(20_000)
    expect(await python.run('kept')).toMatchObject({ json: 1 })
  })

  test('a memory bomb is a MemoryError, and the variables stay', async () => {
    const bomb = await python.run('bomb = []\nwhile True: bomb.append(bytearray(5_000_000))')
    expect(bomb.error).toMatchObject({ type: 'MemoryError' })
    expect(await python.run('del bomb\nkept')).toMatchObject({ json: 1 })
  })

  test('large results and errors are cut', async () => {
    const { result, json } = await python.run('"z" * 1_000_000')
    expect(result?.length).toBeLessThan(21_000)
    expect(json).toBeNull()
    expect((await python.run('raise ValueError("z" * 1_000_000)')).text.length).toBeLessThan(12_000)
  })

  test('files go in and out and are on disk', async () => {
    const first = await python.run('open("out/a.bin", "wb")')
    expect(first.error).toMatchObject({ type: 'FileNotFoundError' })
    const made = await python.run(
      'import os\nos.makedirs("out")\nopen("out/a.bin", "wb").write(bytes(range(256)))',
      {
        files: { '/scratch/in.csv': 'a,b\n1,2\n' },
      },
    )
    expect(made.filesWritten).toEqual(['out/a.bin'])
    expect(await python.run('open("in.csv").read()')).toMatchObject({ json: 'a,b\n1,2\n', filesWritten: [] })
    expect(await python.call('python_read_file', { path: 'out/a.bin' })).toMatchObject({
      structured: { bytes: 256, encoding: 'base64' },
    })
    await python.call('python_write_file', { path: 'in.csv', content: 'neu é' })
    expect(await python.run('open("in.csv").read()')).toMatchObject({ json: 'neu é' })
    await python.call('python_delete_file', { path: 'in.csv' })
    expect(await python.run('os.path.exists("in.csv")')).toMatchObject({ json: false })
    expect(await python.run('os.remove("out/a.bin")')).toMatchObject({ filesRemoved: ['out/a.bin'] })
    expect((await python.call('python_list_files')).structured).toEqual({ files: [] })
  })

  test('files that do not fit are told and not kept', async () => {
    const big = await python.run('open("big", "wb").write(bytes(17_000_000))\nopen("a:b", "w").write("x")')
    expect(big.filesWritten).toEqual([])
    expect(big.notes).toEqual([expect.stringContaining('a:b'), expect.stringContaining('big')])
    await python.run('os.remove("big"); os.remove("a:b")')
  })

  test.each([
    '../x',
    '/etc/passwd',
    'a/../../x',
    '..',
    '',
    'a\0b',
    'C:\\x',
    'nul.txt',
    'a//b',
    `${'x/'.repeat(11)}x`,
  ])('refuses the path %j', async (path) => {
    for (const tool of ['python_read_file', 'python_write_file', 'python_delete_file'])
      expect(await python.call(tool, { path, content: 'x' })).toMatchObject({ isError: true })
  })

  test('a wheel that is put into the folder can be imported by the next interpreter', async () => {
    const wheel = 'pear_shaped-1.2-py3-none-any.whl'
    await python.run(`
import zipfile
with zipfile.ZipFile("${wheel}", "w") as archive:
    archive.writestr("pearshaped.py", "value = 42")
    archive.writestr("pear_shaped-1.2.dist-info/METADATA", "Metadata-Version: 2.1\\nName: pear-shaped\\nVersion: 1.2\\n")
    archive.writestr("pear_shaped-1.2.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    archive.writestr("pear_shaped-1.2.dist-info/RECORD", "")`)
    const { structured } = await python.call('python_read_file', { path: wheel })
    writeFileSync(join(packages, wheel), Buffer.from((structured as { content: string }).content, 'base64'))
    expect((await python.call('list_python_packages')).structured).toMatchObject({
      python: expect.stringMatching(/^3\.14/),
      packages: [{ name: 'pear_shaped', version: '1.2' }],
    })
    await python.call('python_delete_file', { path: wheel })
  })

  test('a long file comes in parts that make the whole', async () => {
    const Part = z.object({ content: z.string(), encoding: z.string(), nextOffset: z.number().nullable() })
    const whole = async (path: string, more = {}): Promise<string> => {
      let all = ''
      for (let offset: number | null = 0; offset !== null;) {
        const { structured } = await python.call('python_read_file', { path, offset, ...more })
        const part = Part.parse(structured)
        if (part.nextOffset !== null) expect(part.nextOffset).toBeGreaterThan(offset)
        expect(part.content.isWellFormed()).toBe(true)
        all += part.content
        offset = part.nextOffset
      }
      return all
    }
    const bytes = Uint8Array.from({ length: 2_560_001 }, (_, at) => (at * 7919) % 256)
    const content = Buffer.from(bytes).toString('base64')
    await python.call('python_write_file', { path: 'large.bin', content, encoding: 'base64' })
    expect(await whole('large.bin')).toBe(content)
    await python.run('open("large.png", "wb").write(bytes(range(256)) * 20_481)')
    const byte = Uint8Array.from({ length: 20_481 * 256 }, (_, at) => at % 256)
    expect(await whole('large.png')).toBe(Buffer.from(byte).toString('base64'))
    const text = '\ufeffa' + '\u{1f40d}'.repeat(1_000)
    await python.call('python_write_file', { path: 'snakes.txt', content: text })
    expect(await whole('snakes.txt', { maxCharacters: 7 })).toBe(text)
    for (const path of ['large.bin', 'large.png', 'snakes.txt'])
      await python.call('python_delete_file', { path })
  })

  test.each(['no base64!', 'aGU', 'aGU=='])('%j is not written for base64', async (content) => {
    const answer = await python.call('python_write_file', { path: 'x', content, encoding: 'base64' })
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('not base64') })
    expect((await python.call('python_list_files')).structured).toEqual({ files: [] })
  })

  test('a picture is shown as one', async () => {
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    await python.call('python_write_file', { path: 'dot.png', content: png, encoding: 'base64' })
    const { content } = await python.call('python_read_file', { path: 'dot.png' })
    expect(content).toEqual([{ type: 'image', mimeType: 'image/png', data: png }])
    await python.call('python_delete_file', { path: 'dot.png' })
  })

  test(
    'each client has variables of its own, named sessions are shared, and the oldest makes room',
    async () => {
      const other = await pythonClient(served)
      expect((await other.call('list_python_sessions')).structured).toEqual({ sessions: [], others: 1 })
      await other.run('shared = 5', { session: 'work' })
      expect(center.pids()).toHaveLength(1)
      expect(await python.run('shared', { session: 'work' })).toMatchObject({ json: 5 })
      expect((await python.call('list_python_sessions')).structured).toMatchObject({
        sessions: [{ session: 'work', isRunning: false, variables: ['shared: int'] }],
        others: 0,
      })
      expect((await python.call('reset_python', { session: 'work' })).structured).toEqual({ reset: true })
      expect((await python.call('reset_python', { session: 'work' })).structured).toEqual({ reset: false })
      expect(center.pids()).toEqual([])
      const again = await python.run('import pearshaped\nkept')
      expect(again.error).toMatchObject({ type: 'NameError' })
      expect(again.notes).toEqual([expect.stringContaining('Another session needed its place')])
      await other.close()
    },
    COLD_STARTS_MS,
  )

  test(
    'after a killed process the next run works, and the files are there',
    async () => {
      await python.run('open("safe.txt", "w").write("still here")')
      const running = python.run('while True: pass')
      await python.isRunning()
      const [pid] = center.pids()
      process.kill(pid ?? 0, 'SIGKILL')
      expect(await running).toMatchObject({ stopped: 'broken', stateLost: true })
      const next = await python.run('open("safe.txt").read()')
      expect(next).toMatchObject({ json: 'still here', notes: [expect.stringContaining('new interpreter')] })
    },
    COLD_STARTS_MS,
  )

  test('a cancelled run ends its process', async () => {
    const aborted = new AbortController()
    const running = python.run('while True: pass', {}, aborted.signal)
    await python.isRunning()
    aborted.abort()
    await expect(running).rejects.toThrow()
    while (center.pids().length > 0) await python.call('list_python_sessions')
    // It is told for who looks for it, and as no fault of ours.
    const told = () => served.log.lines.filter(({ text }) => text.includes('run_python'))
    while (told().length === 0) await python.call('list_python_sessions')
    expect(told()).toMatchObject([{ level: 'debug' }])
  })

  test(
    'a reset ends the run that goes on, and one whose interpreter is being started',
    async () => {
      // Whatever the test before left.
      await python.call('reset_python')
      const starting = expect(python.run('while True: pass')).rejects.toThrow(
        'its session was ended before. It was reset.',
      )
      await python.isRunning()
      expect((await python.call('reset_python')).structured).toEqual({ reset: true })
      await starting
      expect(center.pids()).toEqual([])
      await python.run('kept = 1')
      const running = python.run('while True: pass')
      await python.isRunning()
      expect((await python.call('reset_python')).structured).toEqual({ reset: true })
      const ended = await running
      expect(ended).toMatchObject({ stopped: 'reset', stateLost: true })
      expect(ended.text).toContain('Ended: the session was reset.')
      expect(center.pids()).toEqual([])
    },
    COLD_STARTS_MS,
  )

  test('code that does not stop when asked ends with its process', async () => {
    const stubborn = 'while True:\n    try:\n        while True: pass\n    except BaseException: pass'
    expect(await python.run(stubborn, { timeoutS: 0.3 })).toMatchObject({ stopped: 'time', stateLost: true })
    expect(center.pids()).toEqual([])
  })
})

test('a folder of packages that cannot be read is told the person and the model', async () => {
  const missing = join(packages, 'not-there')
  const without = await serve(server, { settings: { packagesFolder: missing } })
  const client = await pythonClient(without)
  expect(without.log.lines).toMatchObject([
    { level: 'warn', text: expect.stringMatching(/folder with packages cannot be read: .*not-there/) },
  ])
  const { structured } = await client.call('list_python_packages')
  expect(structured).toMatchObject({
    packages: [],
    about: expect.stringMatching(/not-there.*Tell the person/),
  })
  await client.close()
  await without.close()
})
