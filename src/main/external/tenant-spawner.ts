import type { ExternalServer } from '@shared/domain/external'
import { errorText, OmniMindError } from '@shared/errors'
import { EXIT_CONFIG } from '@shared/process/service-messages'
import type { HostProcess, ProcessExit, ProcessSpec } from '../host/host'
import type { HostProgram, HostRunDeps } from './host-run'
import { targetOf, type TargetDeps } from './target'
import { TenantHost } from './tenant-host'
import { TenantProcess } from './tenant-process'

export interface TenantSpawnerDeps extends TargetDeps, Omit<HostRunDeps, 'program'> {
  /** The definition as it is now. */
  definition: (id: string) => ExternalServer
}

/** Where the supervisor gets the processes of external servers from: each is a tenant of one of two host programs. */
export interface TenantSpawner {
  spawn(spec: ProcessSpec): HostProcess
  signedIn(serviceId: string, answer: { code: string; state: string; iss?: string }): void
  suspend(): void
  resume(): void
  shutdown(): Promise<void>
}

export function createTenantSpawner(deps: TenantSpawnerDeps): TenantSpawner {
  const host = (program: HostProgram): TenantHost => new TenantHost({ ...deps, program })
  const hosts = { stdio: host('stdio-host'), remote: host('remote-host') }
  const both = [hosts.stdio, hosts.remote]
  /** What must be found out first (the login shell's PATH) happens while the process counts as started. */
  const begin = async (process: TenantProcess): Promise<void> => {
    const server = deps.definition(process.name)
    const target = await targetOf(server, deps)
    if (process.hasEnded) return
    const requestTimeoutMs = server.requestTimeoutS * 1_000
    const place = target.kind === 'stdio' ? hosts.stdio : hosts.remote
    place.open(process, { serviceId: server.id, target, requestTimeoutMs })
  }
  return {
    spawn(spec) {
      const process = new TenantProcess(spec.name)
      begin(process).catch((error: unknown) => process.end(failedStart(process, error)))
      return process
    },
    signedIn: (serviceId, answer) => hosts.remote.signedIn(serviceId, answer),
    suspend: () => both.forEach((one) => one.pause()),
    resume: () => both.forEach((one) => one.resume()),
    shutdown: async () => void (await Promise.all(both.map((one) => one.shutdown()))),
  }
}

/** What a person must mend blocks the server; anything else may work the next time. */
function failedStart(process: TenantProcess, error: unknown): ProcessExit {
  if (!(error instanceof OmniMindError)) return { kind: 'spawn-failed', message: errorText(error) }
  const { message, nextStep = 'Change its settings, then start it again.' } = error
  process.tell({ type: 'config-error', message, nextStep })
  return { kind: 'exited', code: EXIT_CONFIG }
}
