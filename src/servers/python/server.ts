import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { OmniMindError } from '@shared/errors'
import { defineServer, type ServerContext } from '../kit/define-server'
import type { Tool } from '../kit/define-tool'
import type { Engine } from './engine'
import { manifest } from './manifest'
import { SandboxEngine } from './sandbox/sandbox-engine'
import { sandboxPackages } from './sandbox/sandbox-packages'
import { folderProblem } from './sandbox/wheel-folder'
import { ScratchFolder } from './scratch-folder'
import { SystemEngine } from './system/system-engine'
import { systemPackages } from './system/system-packages'
import { listPythonPackages } from './tools/list-python-packages'
import { listPythonSessions } from './tools/list-python-sessions'
import { pythonDeleteFile } from './tools/python-delete-file'
import { pythonListFiles } from './tools/python-list-files'
import { pythonReadFile } from './tools/python-read-file'
import { pythonWriteFile } from './tools/python-write-file'
import { resetPython } from './tools/reset-python'
import { runPython } from './tools/run-python'

/** The manifest's settings, typed. */
const Settings = z.object({
  engine: z.enum(['sandbox', 'system']),
  maxSeconds: z.number(),
  memoryMb: z.number(),
  outputKb: z.number(),
  maxInterpreters: z.number(),
  idleMinutes: z.number(),
  packagesFolder: z.string().trim(),
  pythonCommand: z.string().trim(),
})
type Settings = z.infer<typeof Settings>

export const server = defineServer({
  manifest,
  build(context) {
    const settings = Settings.parse(context.settings)
    const scratch = new ScratchFolder(context.dataDir)
    const { engine, tools } =
      settings.engine === 'sandbox' ? sandbox(context, settings, scratch) : system(context, settings, scratch)
    return {
      tools: [
        ...tools,
        ...[pythonWriteFile, pythonReadFile, pythonListFiles, pythonDeleteFile].map((tool) =>
          tool({ scratch }),
        ),
      ],
      dispose: () => engine.dispose(),
    }
  },
})

type Parts = { engine: Engine; tools: Tool[] }

function sandbox(context: ServerContext, settings: Settings, scratch: ScratchFolder): Parts {
  const { center, clock } = context
  const { packagesFolder, outputKb, maxSeconds } = settings
  if (packagesFolder !== '' && !isAbsolute(packagesFolder))
    throw new OmniMindError(
      'CONFIG_INVALID',
      `The folder with packages "${packagesFolder}" is no absolute path.`,
      {
        nextStep:
          'Give the whole path of the folder in the settings of the Python service, or leave it empty.',
      },
    )
  const problem = folderProblem(packagesFolder)
  if (problem !== null)
    context.notice({
      code: 'CONFIG_INVALID',
      message: `The folder with packages cannot be read: ${problem}. Python has its standard library only.`,
      nextStep: 'Create the folder, or name the right one in the settings of the Python service.',
    })
  const engine = new SandboxEngine({ center, clock, scratch }, { ...settings, outputBytes: outputKb * 1_000 })
  return {
    engine,
    tools: [
      runPython({ engine, scratch, maxSeconds, keepsVariables: true }),
      resetPython(engine),
      listPythonSessions(engine),
      listPythonPackages({ packages: () => Promise.resolve(sandboxPackages(packagesFolder)) }),
    ],
  }
}

function system({ dataDir, clock }: ServerContext, settings: Settings, scratch: ScratchFolder): Parts {
  const { pythonCommand, memoryMb, outputKb, maxSeconds } = settings
  const engine = new SystemEngine(dataDir, scratch, {
    command: pythonCommand,
    memoryMb,
    outputBytes: outputKb * 1_000,
    clock,
  })
  return {
    engine,
    tools: [
      runPython({ engine, scratch, maxSeconds, keepsVariables: false }),
      listPythonPackages({ packages: (signal) => systemPackages(engine, signal) }),
    ],
  }
}
