import { join } from 'node:path'
import { z } from 'zod'
import type { CommandCheck } from '@shared/contract/external'
import { ExternalServer, secretsIn } from '@shared/domain/external'
import type { LogEntry, Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import { errorText, OmniMindError } from '@shared/errors'
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
import { parseConfig, type ParsedConfig } from './parse-config'
import { SignIns } from './sign-ins'
import { createTenantSpawner } from './tenant-spawner'

export { externalManifest }

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

/** OAuth tokens of a remote server are kept among the secrets, under a name of ours. */
const credentialsName = (id: string): string => `oauth.${id}`
export const OWN_SECRET = /^oauth\./

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
    resolve: (template) => resolveOwn(secrets, template),
    redirectUrl: deps.redirectUrl,
    credentialsOf: (id, url) => readCredentials(secrets, id, url),
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
    try {
      secrets.set(credentialsName(id), JSON.stringify({ server: url, credentials: parsedOrNull(text) }))
    } catch (error) {
      log.error(`The sign-in of ${id} could not be kept, it will be asked for again: ${errorText(error)}`)
    }
  }
  const forgetSignIn = (id: string): void => {
    signIns.done(id)
    if (secrets.has(credentialsName(id))) secrets.remove(credentialsName(id))
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
      }
      forgetSignIn(id)
      changes.emit()
      return server
    },
    async checkCommand(command) {
      const { found } = await findOnLoginPath(command, (fresh) => loginPath.get(fresh))
      const isolated = await hasPidNamespaces()
      return found.kind === 'found'
        ? { found: found.path, problem: null, isolated }
        : { found: null, problem: `${found.message} ${found.nextStep}`, isolated }
    },
    parseConfig,
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

/** The sign-in of one server is not for another one, whatever a definition says. @throws OmniMindError CONFIG_INVALID */
function resolveOwn(secrets: Secrets, template: string): string {
  if (!secretsIn(template).some((name) => OWN_SECRET.test(name))) return secrets.resolve(template)
  throw new OmniMindError('CONFIG_INVALID', 'Secrets that begin with "oauth." belong to OmniMind.', {
    nextStep: "Take the reference out of the server's settings.",
  })
}

/** @throws OmniMindError CONFIG_INVALID; what cannot be opened today is not overwritten by a new sign-in */
function readCredentials(secrets: Secrets, id: string, url: string): string | null {
  if (!secrets.has(credentialsName(id))) return null
  try {
    return credentialsFor(url, secrets.read(credentialsName(id)))
  } catch (cause) {
    throw new OmniMindError(
      'CONFIG_INVALID',
      `The sign-in of "${id}" cannot be opened with this machine's key.`,
      {
        nextStep:
          'Unlock the keyring or restore the key and start it again; or remove the server and add it anew.',
        cause,
      },
    )
  }
}

const Kept = z.object({ server: z.string(), credentials: z.looseObject({}) })

/** The sign-in at one address is not sent to another one, also when the file was edited by hand. */
function credentialsFor(url: string, text: string): string | null {
  const kept = Kept.safeParse(parsedOrNull(text)).data
  return kept?.server === url ? JSON.stringify(kept.credentials) : null
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
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

/** Credentials come with a begun sign-in too, then still without tokens. */
function hasTokens(credentials: string): boolean {
  try {
    const kept = JSON.parse(credentials) as { tokens?: unknown } | null
    return kept?.tokens !== null && kept?.tokens !== undefined
  } catch {
    return false
  }
}
