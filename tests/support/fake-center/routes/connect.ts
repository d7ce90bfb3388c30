import type { ServiceSnapshot } from '@shared/domain/service'
import { FAKE_TOKEN } from '../fixtures'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

const clients = [
  { id: 'claude-code', title: 'Claude Code', note: 'The servers appear under /mcp in the next session.' },
  { id: 'claude-desktop', title: 'Claude Desktop', note: 'Quit and reopen Claude Desktop afterwards.' },
  { id: 'cursor', title: 'Cursor', note: 'Cursor reads the file at once; see Settings, MCP.' },
  { id: 'vscode', title: 'VS Code', note: 'Run "MCP: List Servers" to see them.' },
  { id: 'codex', title: 'Codex', note: 'Start a new Codex session afterwards.' },
  { id: 'gemini-cli', title: 'Gemini CLI', note: 'Run /mcp to see them.' },
]

export function connectRoutes(os: FaultyContract, state: FakeState) {
  return {
    overview: os.connect.overview.handler(() => ({
      clients,
      token: FAKE_TOKEN,
      endpoints: state.services.map((service) => ({
        serviceId: service.id,
        title: service.title,
        url: service.url,
        onDefaultPort: service.port === service.defaultPort,
      })),
    })),
    snippets: os.connect.snippets.handler(({ input }) => {
      const chosen = state.services.filter(
        (service) => input.serviceIds.length === 0 || input.serviceIds.includes(service.id),
      )
      return input.clientId === 'claude-code' ? [command(chosen)] : [file(input.clientId, chosen)]
    }),
  }
}

function command(services: readonly ServiceSnapshot[]) {
  const lines = services.map(
    (service) =>
      `claude mcp add --transport http ${service.id} ${service.url} --header "Authorization: Bearer ${FAKE_TOKEN}"`,
  )
  return { kind: 'command' as const, where: 'a terminal', language: 'shell' as const, text: lines.join('\n') }
}

function file(clientId: string, services: readonly ServiceSnapshot[]) {
  const mcpServers = Object.fromEntries(
    services.map(({ id, url }) => [id, { url, headers: { Authorization: `Bearer ${FAKE_TOKEN}` } }]),
  )
  return {
    kind: 'file' as const,
    where: `~/.${clientId}/mcp.json`,
    language: 'json' as const,
    text: JSON.stringify({ mcpServers }, null, 2),
  }
}
