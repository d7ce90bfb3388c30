import { app, utilityProcess } from 'electron'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorText } from '@shared/errors'
import { childEnvironment } from '../../child-environment'
import type { HostProcess, ProcessSpec } from '../../host'
import { programFlags, programMemoryEnvironment } from '../../program-flags'
import { failedProcess } from './failed-process'
import { watchGone } from './gone-watch'
import { DesktopProcess } from './utility-process'

/**
 * Makes a starter of our programs as Electron utility processes.
 *
 * The children end with main: Chromium closes their channel when main dies, however it dies, and the channel's
 * thread ends them even when their JavaScript is busy.
 *
 * @param programs folder of the built programs
 */
export function createForker(programs: string): (spec: ProcessSpec) => HostProcess {
  let forked = 0
  return (spec) => {
    const file = join(programs, `${spec.program}.js`)
    if (!existsSync(file)) return failedProcess(spec.name, `${file} is missing; run "npm run build".`)
    // Unique for each start: a late report about an ended process must not be taken for its successor's.
    const serviceName = `${spec.name}-${++forked}`
    try {
      return forkWatched(file, serviceName, spec)
    } catch (error) {
      return failedProcess(spec.name, errorText(error))
    }
  }
}

function forkWatched(file: string, serviceName: string, spec: ProcessSpec): HostProcess {
  const child = utilityProcess.fork(file, [spec.name], {
    serviceName,
    stdio: 'pipe',
    execArgv: programFlags(spec, dirname(file)),
    env: childEnvironment({ ...programMemoryEnvironment, ...spec.env }),
  })
  const process = new DesktopProcess(spec.name, child)
  const watch = watchGone(app, serviceName, (details) => process.noteGone(details))
  process.onExit(() => watch.dispose())
  return process
}
