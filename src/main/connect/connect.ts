import type { ConnectClient, ConnectEndpoint, ConnectSnippet } from '@shared/contract/connect'
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
  endpoints(): ConnectEndpoint[]
  /**
   * @param serviceIds which services; all when empty
   * @throws OmniMindError UNKNOWN_CLIENT, UNKNOWN_SERVICE
   */
  snippets(clientId: string, serviceIds: readonly string[]): ConnectSnippet[]
}

export interface ConnectDeps {
  snapshots(): readonly ServiceSnapshot[]
  token(): string
}

export function createConnect(deps: ConnectDeps): Connect {
  const endpoints = (): ConnectEndpoint[] =>
    deps.snapshots().map(({ id, title, url, port, defaultPort }) => ({
      serviceId: id,
      title,
      url,
      onDefaultPort: port === defaultPort,
    }))
  return {
    clients: () => clients.map(({ id, title, note }) => ({ id, title, note })),
    endpoints,
    snippets(clientId, serviceIds) {
      const known = endpoints()
      const client =
        clients.find(({ id }) => id === clientId) ??
        unknown(
          'client',
          clientId,
          clients.map(({ id }) => id),
        )
      const chosen = serviceIds.length === 0 ? known : serviceIds.map((id) => endpointOf(id, known))
      return client.snippets(
        chosen.map(({ serviceId, url }) => ({ name: `omnimind-${serviceId}`, url })),
        deps.token(),
      )
    },
  }
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
