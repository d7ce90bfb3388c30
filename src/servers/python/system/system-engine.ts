import { join } from 'node:path'
import { rmSync } from 'node:fs'
import type { Clock } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import { nothing, type Containment, type Engine, type RunReport, type RunRequest } from '../engine'
import { Output } from '../output'
import { RunOutcome } from '../run-outcome'
import type { ScratchFolder } from '../scratch-folder'
import { canBubblewrap } from './bubblewrap'
import { findPython, type SystemPython } from './find-python'
import { pythonStart } from './python-start'
import { RunFolder } from './run-folder'
import { runPythonProcess } from './run-process'
import { systemSource } from './system-source'

const MAX_AT_ONCE = 2

export interface SystemOptions {
  command: string
  memoryMb: number
  outputBytes: number
  clock: Clock
}

/** The machine's own Python, a process for each run; nothing is kept between runs but scratch files. */
export class SystemEngine implements Engine {
  readonly #runs: string
  readonly #scratch: ScratchFolder
  readonly #options: SystemOptions
  #found: Promise<{ python: SystemPython | null; isWrapped: boolean }> | null = null
  #running = 0

  /** @param dataDir the service's own directory */
  constructor(dataDir: string, scratch: ScratchFolder, options: SystemOptions) {
    this.#runs = join(dataDir, 'runs')
    this.#scratch = scratch
    this.#options = options
    rmSync(this.#runs, { recursive: true, force: true })
  }

  /** Which Python, and what contains it; asked once. */
  async about(): Promise<{ version: string | null; sandbox: Containment }> {
    const { python, isWrapped } = await this.#find()
    return { version: python?.version ?? null, sandbox: isWrapped ? 'bubblewrap' : 'none' }
  }

  /** @throws ToolError when there is no Python, or too many runs go on */
  async run(request: RunRequest): Promise<RunReport> {
    const { python, isWrapped } = await this.#find()
    if (!python)
      throw new ToolError(
        'No Python 3 was found on this machine. Ask the person to name one in the settings of the Python service, ' +
          'or to choose its sandbox there.',
      )
    if (this.#running >= MAX_AT_ONCE)
      throw new ToolError(`${MAX_AT_ONCE} runs go on already. Wait for one to end.`)
    this.#running += 1
    let folder: RunFolder | null = null
    try {
      folder = new RunFolder(this.#runs, this.#scratch, { 'run.py': systemSource, 'code.py': request.code })
      return await this.#runIn(folder, python, isWrapped, request)
    } finally {
      this.#running -= 1
      folder?.remove()
    }
  }

  dispose(): void {
    rmSync(this.#runs, { recursive: true, force: true })
  }

  async #runIn(
    folder: RunFolder,
    python: SystemPython,
    isWrapped: boolean,
    request: RunRequest,
  ): Promise<RunReport> {
    const output = new Output(this.#options.outputBytes)
    const startedAt = performance.now()
    const { memoryMb } = this.#options
    const start = {
      ...pythonStart({ python, isWrapped, folder, memoryMb }),
      timeLimitMs: request.timeoutMs,
    }
    const ended = await runPythonProcess(start, output, {
      clock: this.#options.clock,
      signal: request.signal,
    })
    const outcome = parsed(folder.result())
    return {
      ...(outcome ?? nothing),
      sandbox: isWrapped ? 'bubblewrap' : 'none',
      stdout: output.stdout,
      stderr: output.stderr,
      outputCut: output.isCut,
      stopped: ended === 'ended' ? (outcome ? null : 'broken') : ended,
      stateLost: false,
      durationMs: Math.round(performance.now() - startedAt),
      ...folder.keep(this.#scratch),
      notes: [],
    }
  }

  async #find() {
    this.#found ??= Promise.all([findPython(this.#options.command), canBubblewrap()]).then(
      ([python, isWrapped]) => ({
        python,
        isWrapped,
      }),
    )
    return await this.#found
  }
}

function parsed(json: string | null): RunOutcome | null {
  if (json === null) return null
  try {
    return RunOutcome.parse(JSON.parse(json))
  } catch {
    return null
  }
}
