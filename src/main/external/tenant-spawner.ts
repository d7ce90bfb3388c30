import type { ExternalServer } from '@shared/domain/external'
import { toProblem } from '@shared/errors'
import { EXIT_CONFIG } from '@shared/process/service-messages'
import type { HostProcess, ProcessSpec } from '../host/host'
import { targetOf, type TargetDeps } from './target'
import type { TenantHost } from './tenant-host'
import { TenantProcess } from './tenant-process'

export interface TenantSpawnerDeps extends TargetDeps {
  stdioHost: TenantHost
  remoteHost: TenantHost
  /** The definition as it is now. */
  definition: () => ExternalServer
}

/**
 * Where the supervisor gets the processes of one external server from. What must be found out first (the login shell's
 * PATH) happens while the process counts as started; what is wrong then is told as a wrong configuration.
 */
export function tenantSpawner(deps: TenantSpawnerDeps): (spec: ProcessSpec) => HostProcess {
  return (spec) => {
    const process = new TenantProcess(spec.name)
    void start(process, deps)
    return process
  }
}

async function start(process: TenantProcess, deps: TenantSpawnerDeps): Promise<void> {
  const server = deps.definition()
  try {
    const target = await targetOf(server, deps)
    if (process.hasEnded) return
    const host = target.kind === 'stdio' ? deps.stdioHost : deps.remoteHost
    host.open(process, { serviceId: server.id, target, requestTimeoutMs: server.requestTimeoutS * 1_000 })
  } catch (error) {
    const { message, nextStep } = toProblem(error)
    process.tell({
      type: 'config-error',
      message,
      nextStep: nextStep ?? 'Change its settings, then start it again.',
    })
    process.end({ kind: 'exited', code: EXIT_CONFIG })
  }
}
