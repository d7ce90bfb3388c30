import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { server } from '@servers/python/server'
import { findBubblewrap } from '@servers/python/system/find-bubblewrap'
import { findPython } from '@servers/python/system/find-python'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pythonClient, type PythonClient } from '../support/python-client'
import { serve, type Served } from '../support/served'

const found = await findPython('')
/** However busy the machine is: only a bubblewrap that is broken fails here. */
const bubblewrap = await findBubblewrap(process.env['PATH'], { tryMs: 600_000 })
const isWrapped = bubblewrap !== null

/** Needs a Python 3 on the machine; with bubblewrap, the attacks are tried too. */
describe.runIf(found)(`the system's Python, contained by ${isWrapped ? 'bubblewrap' : 'nothing'}`, () => {
  let served: Served
  let python: PythonClient
  let bait: string
  beforeAll(async () => {
    bait = mkdtempSync(join(tmpdir(), 'omni-bait-'))
    writeFileSync(join(bait, 'secret.txt'), 'canary-51d0')
    process.env['OMNI_BAIT'] = 'canary-51d0'
    served = await serve(server, { settings: { engine: 'system', outputKb: 20, memoryMb: 512 } })
    python = await pythonClient(served)
  })
  afterAll(async () => {
    delete process.env['OMNI_BAIT']
    await python.close()
    await served.close()
    rmSync(bait, { recursive: true, force: true })
  })

  test('runs code, says what contained it, and keeps nothing but files', async () => {
    const ran = await python.run('import asyncio\nprint("hé")\nx = [1, (2,)]\nx')
    const sandbox = isWrapped ? 'bubblewrap' : 'none'
    expect(ran).toMatchObject({ stdout: 'hé\n', result: '[1, (2,)]', json: [1, [2]], error: null, sandbox })
    expect(ran.text.includes('NOT sandboxed')).toBe(!isWrapped)
    expect(ran.text.includes('contained by bubblewrap')).toBe(isWrapped)
    expect((await python.run('x')).error).toMatchObject({ type: 'NameError' })
    const { error } = await python.run('def f():\n    1/0\nf()')
    expect(error?.traceback).toMatch(/^Traceback[^]*line 3, in <module>[^]*line 2, in f/)
    const run = 'import asyncio\nasync def f(): return 8\n'
    expect(await python.run(`${run}asyncio.run(f())`)).toMatchObject({ json: 8 })
    expect(await python.run(`${run}await f()`)).toMatchObject({ json: 8 })
    expect((await python.run('input()')).error).toMatchObject({ type: 'EOFError' })
  })

  test('files go in and out; links stay out', async () => {
    await python.call('python_write_file', { path: 'in/a.txt', content: 'one' })
    const ran = await python.run(
      'import os\nopen("b.txt", "w").write(open("in/a.txt").read() + " two")\nos.remove("in/a.txt")\n' +
        `os.symlink("/etc/passwd", "link.txt")\nos.symlink(${JSON.stringify(bait)}, "folder")`,
    )
    expect(ran).toMatchObject({ error: null, filesWritten: ['b.txt'], filesRemoved: ['in/a.txt'] })
    expect((await python.call('python_read_file', { path: 'b.txt' })).text).toBe('one two')
    for (const path of ['link.txt', 'folder/secret.txt'])
      expect(await python.call('python_read_file', { path })).toMatchObject({ isError: true })
  })

  test('time, output and memory end a run', async () => {
    expect(await python.run('while True: pass', { timeoutS: 0.5 })).toMatchObject({ stopped: 'time' })
    const printed = await python.run('while True: print("y" * 1000)')
    expect(printed).toMatchObject({ stopped: 'output', truncated: true })
    expect(printed.stdout.length).toBe(20_000)
    if (process.platform !== 'linux') return
    expect((await python.run('len(bytearray(900_000_000))')).error).toMatchObject({ type: 'MemoryError' })
  })

  test('what code starts ends with it', async () => {
    const ran = await python.run('import subprocess, sys\nsubprocess.Popen(["sleep", "987654"])\n1', {
      timeoutS: 10,
    })
    expect(ran).toMatchObject({ json: 1, stopped: null })
    expect(ran.durationMs).toBeLessThan(9_000)
    if (process.platform === 'linux')
      expect(commandLines().filter((line) => line.includes('987654'))).toEqual([])
  })

  test('the environment of the service is not there', async () => {
    const ran = await python.run('import os\ndict(os.environ)')
    expect(ran.json).toMatchObject({ LANG: 'C.UTF-8' })
    expect(JSON.stringify(ran)).not.toContain('canary-51d0')
  })

  test.runIf(isWrapped)('bubblewrap hides files, network and processes', async () => {
    const ran = await python.run(
      `import os, socket\nprint(os.path.exists(${JSON.stringify(bait)}), os.path.exists("/etc/passwd"), os.path.exists("/home"))\n` +
        'print(len([each for each in os.listdir("/proc") if each.isdigit()]) < 5, socket.gethostname())\n' +
        'for path in ("/usr/x", "/x", "/etc/x"):\n    try: open(path, "w")\n    except OSError as e: print(type(e).__name__)\n' +
        'socket.create_connection(("1.1.1.1", 53), timeout=2)',
    )
    expect(ran.stdout.split('\n').slice(0, 2)).toEqual(['False False False', 'True sandbox'])
    expect(ran.stdout.match(/OSError|FileNotFoundError|PermissionError/g)).toHaveLength(3)
    expect(ran.error).toMatchObject({ type: 'OSError' })
  })

  test('lists the packages of that Python', async () => {
    const { structured } = await python.call('list_python_packages')
    expect(structured).toMatchObject({ python: found?.version })
  })
})

test('a Python that is not there is said', async () => {
  const served = await serve(server, { settings: { engine: 'system', pythonCommand: 'no-such-python' } })
  const python = await pythonClient(served)
  await expect(python.run('1')).rejects.toThrow('No Python 3 was found')
  await python.close()
  await served.close()
})

test.runIf(found && isWrapped)(
  'code waits for a bubblewrap that does not work just now, wherever it lies',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'omni-bwrap-'))
    const bwrap = join(folder, 'bwrap')
    writeFileSync(bwrap, '#!/bin/sh\nkill -9 $$\n')
    chmodSync(bwrap, 0o755)
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
    const served = await serve(server, { settings: { engine: 'system' } })
    const python = await pythonClient(served)
    onTestFinished(async () => {
      vi.unstubAllEnvs()
      await python.close()
      await served.close()
      rmSync(folder, { recursive: true })
    })
    await expect(python.run('open("ran", "w")')).rejects.toThrow('Nothing was run: bubblewrap')
    expect((await python.call('python_list_files')).structured).toEqual({ files: [] })
    rmSync(bwrap)
    symlinkSync(bubblewrap ?? '', bwrap)
    expect(await python.run('1')).toMatchObject({ json: 1, sandbox: 'bubblewrap' })
    vi.unstubAllEnvs()
    // It is still called where it was found.
    rmSync(bwrap)
    await expect(python.run('1')).resolves.toMatchObject({ stopped: 'broken' })
  },
)

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')]
      } catch {
        return []
      }
    })
}
