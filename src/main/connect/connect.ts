import type { ConnectClient, ConnectEndpoint, ConnectSnippet } from '@shared/contract/connect'
import { DEFAULT_PROFILE, type Profile } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import { didYouMean } from '@shared/lib/nearest'
import type { ClientFormat } from './client'
import { claudeCode } from './clients/claude-code'
import { claudeDesktop } from './clients/claude-desktop'
import { codex } from './clients/codex'
import { mcpServersFileClients } from './clients/mcp-servers-file'
import { opencode } from './clients/opencode'
import { vscode } from './clients/vscode'
import { windsurf } from './clients/windsurf'
import { zed } from './clients/zed'

const find = (id: string): ClientFormat[] => mcpServersFileClients.filter((client) => client.id === id)

/** Every client we can write for; the best known first. Formats: each client's own documentation, November 2026. */
const clients: readonly ClientFormat[] = [
  claudeCode,
  claudeDesktop,
  ...find('cursor'),
  vscode,
  codex,
  ...find('gemini-cli'),
  windsurf,
  opencode,
  zed,
  ...find('lm-studio'),
  ...find('cline'),
  ...find('roo-code'),
  ...find('generic'),
]

/** Tells people how to connect their clients to the services. */
export interface Connect {
  clients(): ConnectClient[]
  /** The combined one first, then the other profiles, then each service alone. */
  endpoints(): ConnectEndpoint[]
  /**
   * @param ids which endpoints: services, profiles, `gateway` for all at one address; that one when empty
   * @throws OmniMindError UNKNOWN_CLIENT, UNKNOWN_SERVICE
   */
  snippets(clientId: string, ids: readonly string[]): ConnectSnippet[]
}

export interface ConnectDeps {
  /** With the gateway itself, whose address is that of all services. */
  snapshots(): readonly ServiceSnapshot[]
  profiles(): readonly Profile[]
  token(): string
}

export function createConnect(deps: ConnectDeps): Connect {
  const endpoints = (): ConnectEndpoint[] => {
    const snapshots = deps.snapshots()
    const gateway = snapshots.find(({ id }) => id === COMBINED)
    const services = snapshots.filter(({ id }) => id !== COMBINED)
    const profiles = gateway ? deps.profiles() : []
    return [
      ...(gateway ? [combined(gateway, profiles)] : []),
      ...profiles.filter(({ id }) => id !== DEFAULT_PROFILE).map((profile) => below(gateway, profile)),
      ...services.map(ofService),
    ]
  }
  return {
    clients: () => clients.map(({ id, title, note }) => ({ id, title, note })),
    endpoints,
    snippets(clientId, ids) {
      const known = endpoints()
      const client =
        clients.find(({ id }) => id === clientId) ??
        unknown(
          'client',
          clientId,
          clients.map(({ id }) => id),
        )
      const first = known.filter(({ serviceId }) => serviceId === COMBINED)
      const suggested = first.length > 0 ? first : known
      const chosen = ids.length === 0 ? suggested : ids.map((id) => endpointOf(id, known))
      return client.snippets(
        chosen.map(({ serviceId, url }) => ({ name: entryName(serviceId), url })),
        deps.token(),
      )
    },
  }
}

/** The gateway's id stands for the address of all services. */
const COMBINED = 'gateway'

function entryName(id: string): string {
  return id === COMBINED ? 'omnimind' : `omnimind-${id}`
}

function ofService({ id, title, url, port, defaultPort }: ServiceSnapshot): ConnectEndpoint {
  return { serviceId: id, title, url, onDefaultPort: port === defaultPort }
}

function combined(gateway: ServiceSnapshot, profiles: readonly Profile[]): ConnectEndpoint {
  const title = profiles.find(({ id }) => id === DEFAULT_PROFILE)?.title ?? 'All services'
  return { ...ofService(gateway), title }
}

function below(gateway: ServiceSnapshot | undefined, { id, title }: Profile): ConnectEndpoint {
  return { serviceId: id, title, url: `${gateway?.url ?? ''}/${id}`, onDefaultPort: true }
}

function endpointOf(id: string, known: readonly ConnectEndpoint[]): ConnectEndpoint {
  return (
    known.find(({ serviceId }) => serviceId === id) ??
    unknown(
      'service',
      id,
      known.map(({ serviceId }) => serviceId),
    )
  )
}

function unknown(kind: 'client' | 'service', id: string, ids: readonly string[]): never {
  const code = kind === 'client' ? 'UNKNOWN_CLIENT' : 'UNKNOWN_SERVICE'
  throw new OmniMindError(code, `There is no ${kind} "${id}".`, { nextStep: didYouMean(id, ids) })
}
