import { join } from 'node:path'
import type { ExternalServer } from '@shared/domain/external'
import { Emitter } from '@shared/lib/emitter'
import { checkId, checkServer } from './checks'
import { ChildGroups } from './child-groups'
import { Definitions } from './definitions'
import type { ExternalDeps, ExternalServers, ExternalSupervision } from './external-servers'
import { findOnLoginPath } from './find-command'
import { hasPidNamespaces } from './isolation-check'
import { createLoginPath } from './login-path'
import { externalManifest } from './manifest'
import { createOAuthCredentials, hasTokens, OWN_SECRET, resolveForServer } from './oauth-credentials'
import { parseConfig } from './parse-config'
import { SignIns } from './sign-ins'
import { createTenantSpawner } from './tenant-spawner'

export function createExternalServers(deps: ExternalDeps): ExternalServers {
  const { home, clock, log, secrets } = deps
  const definitions = new Definitions(deps)
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
    definition: (id) => definitions.required(id),
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

  const keepCredentials = (id: string, text: string, url: string): void => {
    // The last words of a run at an address that was changed since.
    if (urlOf(definitions.get(id)) !== url) return
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
      probesOnce: () => isPerSession(definitions.get(server.id)),
    })
  return {
    get: (id) => definitions.get(id),
    usersOf: (secret) => definitions.usersOf(secret),
    list: () => definitions.items().toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    manifests: () => definitions.manifests(),
    warnings: definitions.warnings,
    add(server) {
      checkId(server.id, (id) => definitions.get(id) !== undefined || deps.isTaken(id))
      checkServer(server, checks)
      definitions.put(server)
      changes.emit()
      run(server)
      // One that runs on demand is heard once now: what it offers can be listed while it sleeps.
      supervision?.wake(server.id)
    },
    update(server) {
      const before = definitions.required(server.id)
      checkServer(server, checks)
      definitions.put(server)
      if (urlOf(before) !== urlOf(server)) forgetSignIn(server.id)
      const isNewProgram = runsAnother(before, server)
      supervision?.update(externalManifest(server), isNewProgram)
      if (isNewProgram) supervision?.wake(server.id)
      changes.emit()
    },
    async remove(id) {
      const server = definitions.required(id)
      definitions.leave(server)
      try {
        await supervision?.remove(id)
      } finally {
        definitions.left(id)
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
      for (const id of definitions.usersOf(secret)) supervision?.relaunch(id)
    },
    signInUrl: (id) => signIns.urlOf(definitions.required(id).id),
    signedIn(code, state, iss) {
      const id = signIns.take(state)
      if (id !== null) spawner.signedIn(id, { code, state, ...(iss !== undefined && { iss }) })
      return id !== null
    },
    start(given) {
      supervision = given
      for (const server of definitions.items()) run(server)
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

function isPerSession(server: ExternalServer | undefined): boolean {
  return server?.transport.kind === 'stdio' && server.transport.sharing === 'per-session'
}

/** Title, description and mode are no reason for a new process. */
function runsAnother(before: ExternalServer, now: ExternalServer): boolean {
  const program = ({ transport, requestTimeoutS }: ExternalServer): string =>
    JSON.stringify([transport, requestTimeoutS])
  return program(before) !== program(now)
}
