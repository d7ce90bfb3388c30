import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { server } from '@servers/python/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { pythonClient, type PythonClient, type PythonRun } from '../support/python-client'
import { serve, type Served } from '../support/served'
import { TestCenter } from '../support/test-center'

/** Attacks on the sandbox. A file, a variable of the environment and a listening port of this machine are the bait. */
const CANARY = 'canary-7c1f'
let folder: string
let listener: Server
let visits = 0
let built: BuiltService
let center: TestCenter
let served: Served
let python: PythonClient

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omni-bait-'))
  writeFileSync(join(folder, 'secret.txt'), CANARY)
  process.env['OMNI_BAIT'] = CANARY
  listener = createServer((socket) => {
    visits += 1
    socket.end(CANARY)
  }).listen(0, '127.0.0.1')
  built = await buildService()
  center = new TestCenter({
    serviceId: 'python',
    workerEntry: built.entry.replace('service.js', 'worker.js'),
  })
  served = await serve(server, { center })
  python = await pythonClient(served)
  await python.run(`BAIT = ${JSON.stringify(join(folder, 'secret.txt'))}; PORT = ${port()}`)
}, 60_000)
afterAll(async () => {
  delete process.env['OMNI_BAIT']
  await python.close()
  await served.close()
  await center.close()
  listener.close()
  built.remove()
  rmSync(folder, { recursive: true, force: true })
})

const port = (): number => (listener.address() as { port: number }).port

/** Code that must fail with an error of this type. */
const refused: [attack: string, error: RegExp, code: string][] = [
  ['a file of the machine', /FileNotFound/, 'open(BAIT).read()'],
  ['/etc/passwd', /FileNotFound/, 'open("/etc/passwd").read()'],
  ['/proc of the machine', /FileNotFound/, 'open("/proc/self/environ").read()'],
  ['a process', /OSError/, 'import subprocess; subprocess.run(["cat", BAIT])'],
  ['fork', /OSError/, 'import os; os.fork()'],
  ['exec', /OSError/, 'import os; os.execv("/bin/sh", ["sh"])'],
  ['a socket', /OSError/, 'import socket; socket.create_connection(("127.0.0.1", PORT), timeout=2)'],
  [
    'urllib',
    /URLError/,
    'import urllib.request; urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=2)',
  ],
  ['asyncio', /NotImplementedError/, 'import asyncio; await asyncio.open_connection("127.0.0.1", PORT)'],
  ['pyfetch', /NameError/, 'import pyodide.http; await pyodide.http.pyfetch(f"http://127.0.0.1:{PORT}/")'],
  ['open_url', /NameError/, 'import pyodide.http; pyodide.http.open_url(f"http://127.0.0.1:{PORT}/")'],
  ['js.process', /AttributeError/, 'import js; js.process.exit(1)'],
  ['js.fetch', /AttributeError/, 'import js; js.fetch("http://127.0.0.1/")'],
  ['from js import require', /ImportError/, 'from js import require'],
  ['from js import process', /ImportError/, 'from js import process'],
  ['the prototype of js', /AttributeError/, 'import js; js.__proto__.constructor'],
  ['the constructor of js', /AttributeError/, 'import js; js.Object.constructor("return process")()'],
  ['run_js', /ImportError/, 'from pyodide.code import run_js; run_js("process")'],
  ['pyodide_js', /ModuleNotFound/, 'import pyodide_js; pyodide_js.mountNodeFS("/mnt", "/")'],
  [
    'Function through a value',
    /JsException/,
    'from pyodide.ffi import to_js; to_js([1]).constructor.constructor("return process")()',
  ],
  [
    'Function through a proxy of a function',
    /JsException/,
    'from pyodide.ffi import create_proxy, to_js\n' +
      'hook = to_js([create_proxy(lambda: 1)])[0]\n' +
      'to_js([1]).constructor.constructor.prototype.constructor("return globalThis.process")()',
  ],
  [
    'an async function from text',
    /JsException/,
    'from pyodide.ffi import to_js\n' +
      'Array = to_js([1]).constructor\n' +
      'Array.fromAsync.constructor("return process")()\n',
  ],
  ['ctypes', /ModuleNotFound/, 'import ctypes'],
  [
    'ctypes again, past what is remembered of modules',
    /AttributeError/,
    'import sys, _imp, importlib.machinery\n' +
      'sys.modules.pop("_ctypes", None)\n' +
      '_imp.create_builtin(importlib.machinery.ModuleSpec("_ctypes", None)).dlopen',
  ],
  ...['Object', 'Array', 'Function'].map((name): [string, RegExp, string] => [
    `a getter on ${name}.prototype`,
    /JsException/,
    'from pyodide.ffi import to_js, create_proxy\n' +
      'Array = to_js([1]).constructor\nFunction = Array.constructor\n' +
      'Object = Array.__proto__.__proto__.constructor\n' +
      'entry = to_js({"get": create_proxy(lambda *a: 1)}, dict_converter=Object.fromEntries)\n' +
      `Object.defineProperty(${name}.prototype, "devicePixelRatio", entry)`,
  ]),
  [
    'another builtin in the place of one',
    /JsException|AttributeError/,
    'from pyodide.ffi import to_js\nto_js([1]).constructor.prototype.map = 1',
  ],
  ['package installation', /ModuleNotFound/, 'import micropip'],
]

/**
 * A way out that once was one: a getter on the realm's Object.prototype saw the global object, a String put in there gave
 * a function of the process an object with methods, and those met objects of Node.
 */
const wayOut = `
from pyodide.ffi import to_js, create_proxy
import asyncio
steps = []
Array = to_js([1]).constructor
Object = Array.__proto__.__proto__.constructor
def js(value): return to_js(value, dict_converter=Object.fromEntries)
def getter(prototype, name, seen):
    get = create_proxy(lambda this, *a: seen.append(this), capture_this=True)
    Object.defineProperty(prototype, name, js({"get": get, "configurable": True}))
def step(name, work):
    try:
        steps.append([name, work() is not None])
    except BaseException as failure:
        steps.append([name, type(failure).__name__])
found = []
def get_global():
    getter(Object.prototype, "devicePixelRatio", found)
    import ctypes
    ctypes.PyDLL(None).emscripten_get_device_pixel_ratio()
    return found[0]
class Name:
    def replace(self, pattern, _):
        self.pattern = pattern
        return "x"
name = Name()
def get_host():
    G = found[0]
    real = G.String
    G.String = G.Proxy.new(real, js({"apply": create_proxy(lambda t, this, a: name if a[0] == "marker" else real(a[0]))}))
    try:
        G.readbuffer("marker")
    finally:
        G.String = real
    return name.pattern
def get_sites():
    sites = []
    G = found[0]
    Error = G.Error
    G.Error = js({"prepareStackTrace": create_proxy(lambda error, trace: sites.append(trace))})
    Error.new("x").stack
    return sites[0]
def get_process():
    seen = []
    getter(name.pattern.__proto__.__proto__, "traceProcessWarnings", seen)
    found[0].setTimeout(create_proxy(lambda *a: None), 1e12)
    return seen[0].getBuiltinModule("fs").readFileSync(BAIT, "utf8")
for each in (get_global, get_host, get_sites, get_process):
    step(each.__name__, each)
steps
`

/** Everything of JavaScript that Python can get at, object by object, by property and by prototype. */
const crawl = `
import gc, sys
from pyodide.ffi import JsProxy, to_js
Array = to_js([1]).constructor
Function = Array.constructor
Object = Array.__proto__.__proto__.constructor
tag = Object.prototype.toString
signs = {"getBuiltinModule", "binding", "_linkedBinding", "mainModule", "execPath", "dlopen", "require", "fetch", "_module", "loadPackage", "HEAPU8", "readbuffer"}
seen, queue, found = set(), [], []
def see(value, path):
    if isinstance(value, JsProxy) and value.js_id not in seen:
        seen.add(value.js_id)
        queue.append((value, path))
for each in gc.get_objects():
    see(each, "gc")
for module in list(sys.modules.values()):
    for name, value in list(getattr(module, "__dict__", {}).items()):
        see(value, name)
for each in (Array, Object):
    see(each, "value")
while queue:
    each, path = queue.pop()
    kind = str(tag.call(each))
    if kind == "[object ArrayBuffer]" or ("Array]" in kind and kind != "[object Array]"):
        continue
    see(Object.getPrototypeOf(each), path + ".__proto__")
    maker = getattr(getattr(each, "constructor", None), "constructor", None)
    if isinstance(maker, JsProxy) and getattr(maker, "name", "") == "Function" and maker.js_id != Function.js_id:
        found.append("another Function: " + path)
    for name in Object.getOwnPropertyNames(each):
        if name in signs:
            found.append(name + ": " + path)
        entry = Object.getOwnPropertyDescriptor(each, name)
        for part in ("value", "get", "set"):
            if Object.hasOwn(entry, part):
                see(getattr(entry, part, None), (path + "." + name)[-120:])
[len(seen), found]
`

describe('the sandbox', () => {
  test('holds nothing of Node in all that Python can reach', async () => {
    const ran = await python.run(crawl)
    expect(ran.error).toBeNull()
    const [seen, found] = ran.json as [number, string[]]
    expect(found).toEqual([])
    // That the crawl works at all: the language alone has hundreds of objects.
    expect(seen).toBeGreaterThan(400)
  })

  test.each(refused)('refuses %s', async (_attack, error, code) => {
    const ran = await python.run(code, { timeoutS: 5 })
    expect(ran.error?.type).toMatch(error)
    expectNoBait(ran)
  })

  test('has only its own files, variables of the environment and an os.system that does nothing', async () => {
    const looked = await python.run(
      'import os, glob\n[os.listdir("/"), dict(os.environ), os.system("echo x > /scratch/x"), glob.glob("/**/secret*", recursive=True)]',
    )
    expect(looked.json).toEqual([
      expect.arrayContaining(['lib', 'scratch', 'tmp']),
      expect.objectContaining({ USER: 'web_user' }),
      -1,
      [],
    ])
    expect(looked.filesWritten).toEqual([])
    expectNoBait(looked)
  })

  test('has none of the steps of a way out that once was one', async () => {
    const ran = await python.run(wayOut)
    expect(ran.json).toEqual([
      ['get_global', 'JsException'],
      ['get_host', 'IndexError'],
      ['get_sites', 'IndexError'],
      ['get_process', 'AttributeError'],
    ])
    expectNoBait(ran)
  })

  test('runs in a process that Node lets read its program and its packages only', async () => {
    const [pid] = center.pids()
    if (process.platform !== 'linux') return
    const flags = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    expect(flags).toContain('--permission')
    const allowed = flags.filter((flag) => flag.startsWith('--allow'))
    expect(allowed.length).toBeGreaterThan(1)
    expect(allowed.filter((flag) => !/^--allow-fs-read=.*node_modules/.test(flag))).toEqual([])
  })

  test('nothing of a run computes on after it', async () => {
    const left =
      'import asyncio\nticks = []\nasync def wait():\n    try:\n        await asyncio.sleep(60)\n    finally:\n        ticks.append("cancelled")\n' +
      'def spin():\n    ticks.append("spin")\n    while True: pass\n' +
      'task = asyncio.create_task(wait())\nawait asyncio.sleep(0)\nasyncio.get_event_loop().call_later(0.05, spin)\n1'
    expect(await python.run(left)).toMatchObject({ json: 1, stopped: null })
    expect(
      await python.run('await asyncio.sleep(0.2)\n[ticks, task.cancelled()]', { timeoutS: 5 }),
    ).toMatchObject({
      json: [['cancelled'], true],
      notes: [],
    })
  })

  test('gives no call sites of Node to a handler of stack traces', async () => {
    const ran = await python.run(
      'from pyodide.ffi import to_js, create_proxy\n' +
        'Object = to_js([1]).constructor.__proto__.__proto__.constructor\n' +
        'try:\n    Object.setPrototypeOf(1, 1)\nexcept Exception as failure:\n    Error = failure.constructor.__proto__\n' +
        'Object.getOwnPropertyDescriptor(Error, "prepareStackTrace").writable',
    )
    expect(ran.json).toBe(false)
  })

  test('nobody came to the port, and the interpreter is the same as at first', async () => {
    expect(visits).toBe(0)
    expect(await python.run('PORT')).toMatchObject({ json: port(), notes: [] })
  })

  test('code that breaks its interpreter breaks only that', async () => {
    const broken = await python.run('import _pyodide_core; _pyodide_core.trigger_fatal_error()')
    expect(broken).toMatchObject({ stopped: 'broken', stateLost: true })
    expect((await python.call('python_list_files')).isError).toBeUndefined()
  })
})

function expectNoBait(ran: PythonRun): void {
  expect(JSON.stringify(ran)).not.toContain(CANARY)
}
