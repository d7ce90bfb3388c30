import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { errorText } from '@shared/errors'
import { GATEWAY_PORT, HEALTH_PORT, parsePortOffset } from '@shared/domain/ports'
import { isProgramFile } from '@shared/process/program-files'
import type { ServerContext } from '../kit/define-server'
import { Folders } from '../kit/folders/folders'
import { ownData } from '../kit/folders/own-data'
import { parseAllowedCommand, type AllowedCommand } from './commands/allow-list'
import { isBroad } from './commands/broad-commands'
import type { CommandDeps } from './commands/execute'
import { isInside, realPath } from './commands/inside'
import { Programs } from './commands/programs'
import { Slots } from './commands/slots'
import { detectSandbox, keepSandbox } from './commands/sandbox'
import { UnfinishedWrites } from './files/unfinished-writes'
import { parseAllowedHost } from './http/allowed-hosts'
import { systemResolve, type Resolve } from './http/checked-address'
import type { OwnPorts } from './http/target-url'
import { WebClient } from './http/web-client'
import { Metrics } from './metrics'
import { PageReader } from './page/page-reader'
import { linuxProcesses } from './processes/linux-processes'
import { portableProcesses } from './processes/portable-processes'
import { ProcessList } from './processes/process-list'
import { readSettings, type SystemToolsSettings } from './settings'
import type { SystemToolsDeps } from './tools/tool-deps'

const MAX_RUNNING = 8

/** What the tools find around them. */
export interface Machine {
  /** How host names become addresses. */
  resolve: Resolve
  findSandbox: typeof detectSandbox
}

export const thisMachine: Machine = { resolve: systemResolve, findSandbox: detectSandbox }

/** Everything the tools work with. @throws OmniMindError CONFIG_INVALID for a setting that cannot be read */
export function buildDeps(context: ServerContext, { resolve, findSandbox }: Machine): SystemToolsDeps {
  const { center, clock } = context
  const settings = readSettings(context.settings)
  const closed = ownData(context.dataDir)
  const folders = new Folders(foldersOrScratch(settings.folders, context.dataDir), { closed })
  const allowedHosts = settings.allowedHosts.map((text) => parseAllowedHost(text))
  const source = process.platform === 'linux' ? linuxProcesses : portableProcesses
  return {
    settings,
    folders,
    writes: tidiedWrites(context, folders),
    center,
    clock,
    environment: process.env,
    mainPid: process.ppid,
    commands: commandDeps(context, settings, folders, findSandbox),
    web: new WebClient({ resolve, allowedHosts, ownPorts: ownPorts() }),
    pages: new PageReader({ center, clock }),
    processes: new ProcessList(source, clock),
    metrics: new Metrics(clock),
  }
}

/** Nobody waits until what an earlier process left is removed. */
function tidiedWrites({ dataDir, log }: ServerContext, folders: Folders): UnfinishedWrites {
  const writes = new UnfinishedWrites(folders, dataDir)
  writes
    .removeLeft()
    .catch((error: unknown) =>
      log.error(`What an earlier process left half written was not removed: ${errorText(error)}`),
    )
  return writes
}

function commandDeps(
  context: ServerContext,
  settings: SystemToolsSettings,
  folders: Folders,
  findSandbox: Machine['findSandbox'],
): CommandDeps {
  const allowed = settings.allowedCommands.map((text) => parseAllowedCommand(text))
  const places = { home: homedir(), hidden: ownData(context.dataDir) }
  // As far as this service lets them: folders of the others are not known here.
  const isWritableByClients = (path: string): boolean =>
    isInside(
      realPath(path),
      folders.list().flatMap((one) => one.realPath ?? []),
    )
  tellBroad(allowed, isWritableByClients, context)
  return {
    programs: new Programs({
      platform: process.platform,
      path: process.env['PATH'] ?? '',
      isProgram: (file) => isProgramFile(file),
      isWritableByClients,
    }),
    allowed,
    folders,
    places,
    network: settings.commandNetwork,
    environment: process.env,
    sandbox: keepSandbox(async () => await findSandbox(places)),
    center: context.center,
    clock: context.clock,
    running: new Slots(MAX_RUNNING),
  }
}

function foldersOrScratch(paths: readonly string[], dataDir: string): readonly string[] {
  if (paths.length > 0) return paths
  const scratch = join(dataDir, 'scratch')
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  return [scratch]
}

function tellBroad(
  allowed: readonly AllowedCommand[],
  isWritable: (path: string) => boolean,
  context: ServerContext,
): void {
  const broad = allowed.filter((command) => isBroad(command, isWritable)).map(({ text }) => `"${text}"`)
  if (broad.length === 0) return
  context.notice({
    code: 'CONFIG_INVALID',
    message: `Allowed without a question: ${broad.join(', ')}. What follows these words, or a file that clients can write, says what is done, so they allow anything.`,
    nextStep: 'Open the settings of System tools and name the exact command instead, e.g. "git status".',
  })
}

function ownPorts(): OwnPorts {
  const offset = parsePortOffset(process.env['OMNIMIND_PORT_OFFSET']) ?? 0
  return { first: GATEWAY_PORT + offset, last: HEALTH_PORT + offset }
}
