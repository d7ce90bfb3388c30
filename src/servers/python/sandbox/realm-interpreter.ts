import type { RealmCalls } from './host-calls'
import type { realmModules, WasmModule } from './realm-modules'
import type { Platform } from './realm-platform'
import type { realmLockdown } from './realm-lockdown'
import type { realmScratch, RealmScratch, VirtualFiles } from './realm-scratch'

/** What is used of Pyodide; see its documentation of the JavaScript API. */
interface Pyodide {
  FS: VirtualFiles
  globals: unknown
  _module: WasmModule
  runPython(code: string, options?: { globals: unknown }): unknown
  toPy(value: object): unknown
  setStdin(options: { stdin(): undefined }): void
  setStdout(options: { write(bytes: Uint8Array): number }): void
  setStderr(options: { write(bytes: Uint8Array): number }): void
  setInterruptBuffer(buffer: object): void
  loadPackage(names: string[], options: object): Promise<unknown>
  loadPackagesFromImports(code: string, options: object): Promise<unknown>
}
/** The other parts of the sandbox, evaluated in there. */
interface RealmParts {
  openScratch: typeof realmScratch
  lockDown: typeof realmLockdown
  removeModules: typeof realmModules
}
type Runner = (code: string, name: string, namespace: unknown) => Promise<string>

export interface RealmOptions {
  lockFile: string
  runnerSource: string
  /** Files of wheels to install at once. */
  wheels: string[]
  /** Upper limit of Python's memory, bytes. */
  memoryBytes: number
  scratch: { fileBytes: number; totalBytes: number; count: number }
}
export interface RealmRun {
  code: string
  name: string
  timeoutMs: number
  outputBytes: number
}

/** Runs inside the sandbox, as text: loads Pyodide and runs code in it, one run at a time. */
export function realmInterpreter(
  platform: Platform,
  { openScratch, lockDown, removeModules }: RealmParts,
): RealmCalls {
  const { host, toText, fire, rest } = platform
  const { parse, stringify } = JSON
  const world = globalThis as unknown as {
    loadPyodide(options: object): Promise<Pyodide>
    createPyodideModule: unknown
  }
  const now = Date.now.bind(Date)
  const quiet = { messageCallback: () => {}, errorCallback: () => {} }
  let python: Pyodide
  let runner: Runner
  let scratch: RealmScratch
  let stopWaiting: () => void
  /** The run that goes on; `stopped` says why Python was told to end it. */
  let current = {
    endsAt: Infinity,
    outputLeft: 0,
    stopped: null as 'time' | 'output' | null,
    nextSignalAt: 0,
  }

  const reachedLimit = (): boolean => {
    if (current.outputLeft < 0) current.stopped ??= 'output'
    else if (now() > current.endsAt) current.stopped ??= 'time'
    return current.stopped !== null
  }
  /**
   * Python looks here every few steps; 2 is SIGINT. A getter in place of shared memory needs no second thread. Code
   * that caught the first signal gets more of them.
   */
  const signals = {
    get 0(): number {
      if (!reachedLimit() || now() < current.nextSignalAt) return 0
      current.nextSignalAt = now() + 200
      return 2
    },
    set 0(_value: number) {},
  }
  const writer = (stream: number) => ({
    write(bytes: Uint8Array): number {
      const taken = current.outputLeft > 0 ? bytes.subarray(0, current.outputLeft) : bytes.subarray(0, 0)
      current.outputLeft -= bytes.length
      if (taken.length > 0) host.output(stream, toText(taken))
      return bytes.length
    },
  })

  function limitMemory(maxBytes: number): void {
    const memory = WebAssembly.Memory.prototype
    const grow: (this: WebAssembly.Memory, pages: number) => number = Reflect.get(memory, 'grow')
    Object.defineProperty(memory, 'grow', {
      value(this: WebAssembly.Memory, pages: number) {
        // Emscripten takes the error for "no memory", and Python gets a MemoryError.
        if (this.buffer.byteLength + pages * 65_536 > maxBytes)
          throw new RangeError('The memory limit is reached.')
        return grow.call(this, pages)
      },
    })
  }

  async function start(options: RealmOptions): Promise<void> {
    limitMemory(options.memoryBytes)
    python = await world.loadPyodide({
      indexURL: '/',
      packageBaseUrl: '/packages/',
      createPyodideModule: world.createPyodideModule,
      lockFileContents: options.lockFile,
      // Python's `import js` shows this in place of the JavaScript globals.
      jsglobals: Object.freeze(Object.create(null)),
      env: { HOME: '/home/python' },
    })
    lockDown()
    removeModules(python._module, ['_ctypes'])
    python.setStdin({ stdin: () => undefined })
    python.setStdout(writer(1))
    python.setStderr(writer(2))
    scratch = openScratch(platform, python.FS, options.scratch)
    if (options.wheels.length > 0) await python.loadPackage(options.wheels, quiet)
    const module = { globals: python.toPy({ __name__: '_runner' }) }
    python.runPython(options.runnerSource, module)
    runner = python.runPython('run_and_rest', module) as Runner
    stopWaiting = python.runPython('stop_waiting', module) as () => void
    python.runPython('prepare()', module)
    python.setInterruptBuffer(signals)
  }

  async function run({ code, name, timeoutMs, outputBytes }: RealmRun): Promise<object> {
    const startedAt = now()
    const mine = { endsAt: Infinity, outputLeft: outputBytes, stopped: null, nextSignalAt: 0 }
    current = mine
    rest.end()
    const wake = (): void => {
      if (current !== mine || mine.endsAt === 0) return
      if (reachedLimit()) stopWaiting()
      setTimeout(wake, 200)
    }
    await python.loadPackagesFromImports(code, quiet).catch(() => {})
    current.endsAt = now() + timeoutMs
    setTimeout(wake, timeoutMs)
    const outcome = await runner(code, name, python.globals)
    const { stopped, outputLeft } = current
    // Until the next run nothing of Python goes on: its timers are dropped, and what computes is interrupted.
    current.endsAt = 0
    rest.begin()
    return {
      ...(parse(outcome) as object),
      stopped,
      outputCut: outputLeft < 0,
      durationMs: now() - startedAt,
      ...scratch.report(),
    }
  }

  /** The process would look at what is thrown. A file whose place Python took, say by a folder, is not put there. */
  const quietly = (work: () => void): void => {
    try {
      work()
    } catch {
      // Python sees its own file system.
    }
  }
  const settled = (work: () => Promise<object>): void => {
    work().then(
      (answer) => host.settle(stringify({ kind: 'done', ...answer })),
      (error: unknown) => host.settle(stringify({ kind: 'broken', text: String(error).slice(0, 2_000) })),
    )
  }
  return {
    start: (options) =>
      settled(async () => {
        await start(parse(options) as RealmOptions)
        return {}
      }),
    putFile: (path, bytes, modifiedMs) => quietly(() => scratch.put(path, bytes, modifiedMs)),
    dropFile: (path) => quietly(() => scratch.drop(path)),
    run: (request) => settled(() => run(parse(request) as RealmRun)),
    fire,
  }
}
