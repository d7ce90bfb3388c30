import { join } from 'node:path'
import { rmSync } from 'node:fs'
import type { Clock } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import { nothing, type Engine, type RunReport, type RunRequest } from '../engine'
import { Output } from '../output'
import { RunOutcome } from '../run-outcome'
import type { ScratchFolder } from '../scratch-folder'
import { findBubblewrap } from './find-bubblewrap'
import { findPython, type SystemPython } from './find-python'
import { pythonStart, type PythonRun } from './python-start'
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

type Found = Pick<PythonRun, 'python' | 'bubblewrap'>

/** The machine's own Python, a process for each run; nothing is kept between runs but scratch files. */
export class SystemEngine implements Engine {
  readonly #runs: string
  readonly #scratch: ScratchFolder
  readonly #options: SystemOptions
  #python: SystemPython | null = null
  #bubblewrap: string | null = null
  #running = 0

  /** @param dataDir the service's own directory */
  constructor(dataDir: string, scratch: ScratchFolder, options: SystemOptions) {
    this.#runs = join(dataDir, 'runs')
    this.#scratch = scratch
    this.#options = options
    rmSync(this.#runs, { recursive: true, force: true })
  }

  /** @throws ToolError when there is no Python */
  async about(): Promise<{ version: string }> {
    const { version } = (await this.#find()).python
    return { version }
  }

  /** @throws ToolError when there is no Python, what contains it cannot be told, or too many runs go on */
  async run(request: RunRequest): Promise<RunReport> {
    const found = await this.#find()
    if (this.#running >= MAX_AT_ONCE)
      throw new ToolError(`${MAX_AT_ONCE} runs go on already. Wait for one to end.`)
    this.#running += 1
    let folder: RunFolder | null = null
    try {
      folder = new RunFolder(this.#runs, this.#scratch, { 'run.py': systemSource, 'code.py': request.code })
      return await this.#runIn(folder, found, request)
    } finally {
      this.#running -= 1
      folder?.remove()
    }
  }

  dispose(): void {
    rmSync(this.#runs, { recursive: true, force: true })
  }

  async #runIn(folder: RunFolder, found: Found, request: RunRequest): Promise<RunReport> {
    const output = new Output(this.#options.outputBytes)
    const startedAt = performance.now()
    const { memoryMb } = this.#options
    const start = {
      ...pythonStart({ ...found, folder, memoryMb }),
      timeLimitMs: request.timeoutMs,
    }
    const ended = await runPythonProcess(start, output, {
      clock: this.#options.clock,
      signal: request.signal,
    })
    const outcome = parsed(folder.result())
    return {
      ...(outcome ?? nothing),
      sandbox: found.bubblewrap === null ? 'none' : 'bubblewrap',
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

  /** What is found is kept; what is not is looked for at the next run: it may have been put there. */
  async #find(): Promise<Found> {
    this.#python ??= await findPython(this.#options.command)
    if (!this.#python)
      throw new ToolError(
        'No Python 3 was found on this machine. Ask the person to name one in the settings of the Python service, ' +
          'or to choose its sandbox there.',
      )
    this.#bubblewrap ??= await findBubblewrap(process.env['PATH'])
    return { python: this.#python, bubblewrap: this.#bubblewrap }
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
