import { join } from 'node:path'
import { ExternalServer, reservedIds, secretsIn } from '@shared/domain/external'
import type { LogEntry, Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { HostProcess, ProcessSpec } from '../host/host'
import type { Secrets } from '../secrets'
import { openCollection } from '../settings'
import { ChildGroups } from './child-groups'
import { findCommand } from './find-command'
import { createLoginPath } from './login-path'
import { externalManifest } from './manifest'
import { parseConfig, type ParsedConfig } from './parse-config'
import { TenantHost } from './tenant-host'
import { tenantSpawner } from './tenant-spawner'

export { externalManifest }

/** How the center runs servers: the supervisor, as far as this feature needs it. */
export interface ExternalSupervision {
  add(manifest: ServiceManifest, spawn: (spec: ProcessSpec) => HostProcess): void
  remove(id: string): Promise<void>
}

/** The MCP servers people added: their definitions, and the processes that host them. */
export interface ExternalServers {
  list(): readonly ExternalServer[]
  get(id: string): ExternalServer | undefined
  manifests(): ServiceManifest[]
  /** @throws OmniMindError BAD_INPUT */
  add(server: ExternalServer): void
  /** @throws OmniMindError BAD_INPUT */
  update(server: ExternalServer): Promise<void>
  /** @returns what was removed @throws OmniMindError UNKNOWN_SERVICE */
  remove(id: string): Promise<ExternalServer>
  checkCommand(command: string): Promise<{ found: string | null; problem: string | null; isolated: boolean }>
  parseConfig(text: string): ParsedConfig
  /** Where the person must sign in; null when nobody asked for it. */
  signInUrl(id: string): string | null
  /** The browser came back. @returns false when no server waits for it */
  signedIn(code: string, state: string): boolean
  /** Hands every stored server to the supervisor. */
  start(supervision: ExternalSupervision): void
  /** A definition came, changed or went. */
  onChange(listener: () => void): Disposable
  /** Ends the host processes; their servers were stopped before. */
  shutdown(): Promise<void>
  readonly warnings: readonly string[]
}

export interface ExternalDeps {
  home: string
  clock: Clock
  log: Logger
  writeLog: (entry: LogEntry) => void
  spawn: (spec: ProcessSpec) => HostProcess
  secrets: Secrets
  /** Ids of built-in services and profiles. */
  isTaken: (id: string) => boolean
  redirectUrl: string
}

/** OAuth tokens of a remote server are kept among the secrets, under a name of ours. */
export const credentialsName = (id: string): string => `oauth.${id}`
export const OWN_SECRET = /^oauth\./

export function createExternalServers(deps: ExternalDeps): ExternalServers {
  const { home, clock, log, secrets } = deps
  const file = openCollection(join(home, 'external-servers.json'), ExternalServer, 'external servers', {
    epochMs: () => clock.epochMs(),
    log,
  })
  const changes = new Emitter<void>()
  const signIns = new Map<string, string>()
  const groups = new ChildGroups(join(home, 'external-children.json'))
  const left = groups.endLeftovers()
  if (left > 0) log.warn(`${left} external servers of an earlier run were still there; they were ended.`)
  const loginPath = createLoginPath(log)
  const hostOf = (program: 'stdio-host' | 'remote-host'): TenantHost =>
    new TenantHost({
      program,
      clock,
      spawn: deps.spawn,
      log: deps.writeLog,
      groups,
      onSignIn: (id, url) => {
        signIns.set(id, url)
        log.info(`${id} asks you to sign in.`)
      },
      onCredentials: (id, text) => {
        signIns.delete(id)
        secrets.set(credentialsName(id), text)
      },
    })
  const hosts = { stdioHost: hostOf('stdio-host'), remoteHost: hostOf('remote-host') }
  let supervision: ExternalSupervision | null = null

  const get = (id: string): ExternalServer | undefined => file.items().find((server) => server.id === id)
  const required = (id: string): ExternalServer => {
    const server = get(id)
    if (server) return server
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no external server "${id}".`, {
      nextStep: 'See "omnimind servers list" for the names.',
    })
  }
  const run = (server: ExternalServer): void =>
    supervision?.add(
      externalManifest(server),
      tenantSpawner({
        ...hosts,
        definition: () => get(server.id) ?? server,
        dataDirOf: (id) => join(home, 'services', id),
        path: () => loginPath.get(),
        resolve: (template) => secrets.resolve(template),
        redirectUrl: deps.redirectUrl,
        credentialsOf: (id) => (secrets.has(credentialsName(id)) ? secrets.read(credentialsName(id)) : null),
      }),
    )
  return {
    get,
    list: () => file.items(),
    manifests: () => file.items().map(externalManifest),
    warnings: file.warnings,
    add(server) {
      if (get(server.id) || reservedIds.has(server.id) || deps.isTaken(server.id)) throw idTaken(server.id)
      checkSecrets(server, secrets)
      file.put(server)
      changes.emit()
      run(server)
    },
    async update(server) {
      const before = required(server.id)
      checkSecrets(server, secrets)
      file.put(server)
      if (JSON.stringify(before) !== JSON.stringify(server)) {
        await supervision?.remove(server.id)
        run(server)
      }
      changes.emit()
    },
    async remove(id) {
      const server = required(id)
      await supervision?.remove(id)
      file.remove(id)
      signIns.delete(id)
      if (secrets.has(credentialsName(id))) secrets.remove(credentialsName(id))
      changes.emit()
      return server
    },
    async checkCommand(command) {
      const found = findCommand(command, { path: await loginPath.get() })
      const isolated = findCommand('bwrap', { path: await loginPath.get() }).kind === 'found'
      return found.kind === 'found'
        ? { found: found.path, problem: null, isolated }
        : { found: null, problem: `${found.message} ${found.nextStep}`, isolated }
    },
    parseConfig,
    signInUrl: (id) => signIns.get(required(id).id) ?? null,
    signedIn(code, state) {
      const waiting = [...signIns].find(([, url]) => new URL(url).searchParams.get('state') === state)
      if (!waiting) return false
      hosts.remoteHost.signedIn(waiting[0], code, state)
      return true
    },
    start(given) {
      supervision = given
      for (const server of file.items()) run(server)
    },
    onChange: (listener) => changes.on(listener),
    shutdown: async () => {
      await Promise.all([hosts.stdioHost.shutdown(), hosts.remoteHost.shutdown()])
    },
  }
}

function idTaken(id: string): OmniMindError {
  return new OmniMindError(
    'BAD_INPUT',
    `"${id}" is taken by another service, a profile or OmniMind itself.`,
    {
      nextStep: 'Choose another id.',
    },
  )
}

/** @throws OmniMindError BAD_INPUT when a template names a secret that is not stored */
function checkSecrets({ transport }: ExternalServer, secrets: Secrets): void {
  const texts =
    transport.kind === 'stdio'
      ? [...transport.args, ...Object.values(transport.env)]
      : Object.values(transport.headers)
  const unknown = texts.flatMap(secretsIn).find((name) => !secrets.has(name))
  if (unknown === undefined) return
  throw new OmniMindError('BAD_INPUT', `There is no secret "${unknown}" yet.`, {
    nextStep: `Store it first ("omnimind secrets set ${unknown}"), then save the server.`,
  })
}
