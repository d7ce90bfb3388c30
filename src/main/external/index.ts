import { join } from 'node:path'
import type { CommandCheck, ParsedConfig } from '@shared/contract/external'
import { ExternalServer, secretsIn } from '@shared/domain/external'
import type { LogEntry, Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { didYouMean } from '@shared/lib/nearest'
import type { HostProcess, ProcessSpec } from '../host/host'
import type { Secrets } from '../secrets'
import { openCollection } from '../settings'
import type { Supervisor } from '../supervisor'
import { checkId, checkServer, templatesOf } from './checks'
import { ChildGroups } from './child-groups'
import { findOnLoginPath } from './find-command'
import { hasPidNamespaces } from './isolation-check'
import { createLoginPath } from './login-path'
import { externalManifest } from './manifest'
import { createOAuthCredentials, hasTokens, OWN_SECRET, resolveForServer } from './oauth-credentials'
import { parseConfig } from './parse-config'
import { SignIns } from './sign-ins'
import { createTenantSpawner } from './tenant-spawner'

export { externalManifest, OWN_SECRET }

/** How the center runs servers: the supervisor, as far as this feature needs it. */
export type ExternalSupervision = Pick<Supervisor, 'add' | 'update' | 'relaunch' | 'wake' | 'remove'>

/** The MCP servers people added: their definitions, and the processes that host them. */
export interface ExternalServers {
  list(): readonly ExternalServer[]
  get(id: string): ExternalServer | undefined
  manifests(): ServiceManifest[]
  /** @throws OmniMindError BAD_INPUT, DATA_DIR_UNWRITABLE; nothing changed then */
  add(server: ExternalServer): void
  /** What runs is started again when what it runs changed. @throws OmniMindError UNKNOWN_SERVICE, as `add` */
  update(server: ExternalServer): void
  /** Resolves when nothing of it runs any more. @returns what was removed @throws OmniMindError UNKNOWN_SERVICE */
  remove(id: string): Promise<ExternalServer>
  checkCommand(command: string): Promise<CommandCheck>
  parseConfig(text: string): ParsedConfig
  /** Ids of the servers that use a secret. */
  usersOf(secret: string): string[]
  /** Running users of the secret are started again with its new value. */
  secretChanged(secret: string): void
  /** Where the person must sign in; null when nobody asked for it. */
  signInUrl(id: string): string | null
  /** The browser came back. @returns false when no server waits for it */
  signedIn(code: string, state: string, iss?: string): boolean
  /** Hands every stored server to the supervisor. */
  start(supervision: ExternalSupervision): void
  /** A definition came, changed or went. */
  onChange(listener: () => void): Disposable
  /** The machine goes to sleep, or woke: host processes are not judged meanwhile. */
  suspend(): void
  resume(): void
  /** Ends the host processes; their servers were stopped before. */
  shutdown(): Promise<void>
  readonly warnings: readonly string[]
}

export interface ExternalDeps {
  home: string
  clock: Clock
  log: Logger
  writeLog: (entry: LogEntry) => void
  /** Replaces secrets in a text. */
  redact: (text: string) => string
  spawn: (spec: ProcessSpec) => HostProcess
  secrets: Secrets
  /** Ids of built-in services and profiles. */
  isTaken: (id: string) => boolean
  /** Offset included. */
  gatewayPort: number
  redirectUrl: string
}

export function createExternalServers(deps: ExternalDeps): ExternalServers {
  const { home, clock, log, secrets } = deps
  const file = openCollection(join(home, 'external-servers.json'), ExternalServer, 'external servers', {
    epochMs: () => clock.epochMs(),
    log,
  })
  /** Their ids came to belong to others, for example to a service that a newer version brought along. */
  const shadowed = new Set(
    file
      .items()
      .filter(({ id }) => deps.isTaken(id))
      .map(({ id }) => id),
  )
  const warnings = [...file.warnings, ...[...shadowed].map(shadowedWords)]
  for (const id of shadowed) log.warn(shadowedWords(id))
  const items = (): ExternalServer[] => file.items().filter(({ id }) => !shadowed.has(id))
  /** Removed, but still ending: its supervision asks for its settings until then, and its id is taken. */
  const leaving = new Map<string, ExternalServer>()
  const changes = new Emitter<void>()
  const signIns = new SignIns()
  const credentials = createOAuthCredentials(secrets, log)
  const groups = new ChildGroups(join(home, 'external-children.json'))
  const left = groups.endLeftovers()
  if (left > 0) log.warn(`${left} external servers of an earlier run were still there; they were ended.`)
  const loginPath = createLoginPath(log)
  const spawner = createTenantSpawner({
    clock,
    spawn: deps.spawn,
    log: deps.writeLog,
    redact: deps.redact,
    groups,
    onSignIn: (id, url) => signIns.asked(id, url),
    onCredentials: (id, text, url) => keepCredentials(id, text, url),
    definition: (id) => required(id),
    dataDirOf: (id) => join(home, 'services', id),
    path: (fresh) => loginPath.get(fresh),
    resolve: (template) => resolveForServer(secrets, template),
    redirectUrl: deps.redirectUrl,
    credentialsOf: (id, url) => credentials.read(id, url),
  })
  const checks = {
    hasSecret: (name: string) => !OWN_SECRET.test(name) && secrets.has(name),
    gatewayPort: deps.gatewayPort,
  }
  let supervision: ExternalSupervision | null = null

  const get = (id: string): ExternalServer | undefined =>
    leaving.get(id) ?? items().find((server) => server.id === id)
  const required = (id: string): ExternalServer => {
    const server = items().find((known) => known.id === id)
    if (server) return server
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no external server "${id}".`, {
      nextStep: didYouMean(
        id,
        items().map((known) => known.id),
      ),
    })
  }
  const keepCredentials = (id: string, text: string, url: string): void => {
    // The last words of a run at an address that was changed since.
    if (urlOf(get(id)) !== url) return
    if (hasTokens(text)) signIns.done(id)
    credentials.keep(id, text, url)
  }
  const forgetSignIn = (id: string): void => {
    signIns.done(id)
    credentials.forget(id)
  }
  const run = (server: ExternalServer): void =>
    supervision?.add(externalManifest(server), {
      spawn: (spec) => spawner.spawn(spec),
      probesOnce: () => isPerSession(get(server.id)),
    })
  const usersOf = (secret: string): string[] =>
    items()
      .filter(({ transport }) => templatesOf(transport).some((text) => secretsIn(text).includes(secret)))
      .map(({ id }) => id)
  return {
    get,
    usersOf,
    list: () => items().toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    manifests: () => [...items(), ...leaving.values()].map(externalManifest),
    warnings,
    add(server) {
      checkId(server.id, (id) => get(id) !== undefined || deps.isTaken(id))
      checkServer(server, checks)
      file.put(server)
      changes.emit()
      run(server)
      // One that runs on demand is heard once now: what it offers can be listed while it sleeps.
      supervision?.wake(server.id)
    },
    update(server) {
      const before = required(server.id)
      checkServer(server, checks)
      file.put(server)
      if (urlOf(before) !== urlOf(server)) forgetSignIn(server.id)
      const isNewProgram = runsAnother(before, server)
      supervision?.update(externalManifest(server), isNewProgram)
      if (isNewProgram) supervision?.wake(server.id)
      changes.emit()
    },
    async remove(id) {
      const server = required(id)
      // First the file: what cannot be written there stays whole, and runs on.
      file.remove(id)
      leaving.set(id, server)
      try {
        await supervision?.remove(id)
      } finally {
        leaving.delete(id)
        forgetSignIn(id)
        changes.emit()
      }
      return server
    },
    async checkCommand(command) {
      const { found } = await findOnLoginPath(command, (fresh) => loginPath.get(fresh))
      const isolated = await hasPidNamespaces()
      return found.kind === 'found'
        ? { found: found.path, problem: null, isolated }
        : { found: null, problem: `${found.message} ${found.nextStep}`, isolated }
    },
    parseConfig: (text) => parseConfig(text, (name) => secrets.has(name)),
    secretChanged(secret) {
      for (const id of usersOf(secret)) supervision?.relaunch(id)
    },
    signInUrl: (id) => signIns.urlOf(required(id).id),
    signedIn(code, state, iss) {
      const id = signIns.take(state)
      if (id !== null) spawner.signedIn(id, { code, state, ...(iss !== undefined && { iss }) })
      return id !== null
    },
    start(given) {
      supervision = given
      for (const server of items()) run(server)
    },
    onChange: (listener) => changes.on(listener),
    suspend: () => spawner.suspend(),
    resume: () => spawner.resume(),
    shutdown: () => spawner.shutdown(),
  }
}

function urlOf(server: ExternalServer | undefined): string | null {
  return server && server.transport.kind !== 'stdio' ? server.transport.url : null
}

function shadowedWords(id: string): string {
  return `The external server "${id}" is not used: its id belongs to another service or profile now. Rename it in external-servers.json.`
}

function isPerSession(server: ExternalServer | undefined): boolean {
  return server?.transport.kind === 'stdio' && server.transport.sharing === 'per-session'
}

/** Title, description and mode are no reason for a new process. */
function runsAnother(before: ExternalServer, now: ExternalServer): boolean {
  const program = ({ transport, requestTimeoutS }: ExternalServer): string =>
    JSON.stringify([transport, requestTimeoutS])
  return program(before) !== program(now)
}
