import { authorization, entries, jsonFile, type ClientFormat } from '../client'

/** Windsurf became Devin Desktop in June 2026 and changed both the file and the names in it. */
export const windsurf: ClientFormat = {
  id: 'windsurf',
  title: 'Windsurf / Devin Desktop',
  note: 'Merge into the file of your version, then press Refresh in its MCP settings.',
  snippets: (endpoints, token) => [
    jsonFile('~/.config/devin/mcp_config.json', {
      mcpServers: entries(endpoints, ({ url }) => ({
        url,
        transport: 'http',
        headers: authorization(token),
      })),
    }),
    jsonFile('~/.codeium/windsurf/mcp_config.json (Windsurf before June 2026)', {
      mcpServers: entries(endpoints, ({ url }) => ({ serverUrl: url, headers: authorization(token) })),
    }),
  ],
}
