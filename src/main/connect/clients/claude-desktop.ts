import { entries, jsonFile, type ClientFormat } from '../client'

/** Claude Desktop reads only commands from its file, so a stdio bridge carries the address. */
export const claudeDesktop: ClientFormat = {
  id: 'claude-desktop',
  title: 'Claude Desktop',
  note: 'Merge into the file that Settings > Developer > Edit Config opens, then restart Claude Desktop.',
  snippets: (endpoints, token) => [
    jsonFile('claude_desktop_config.json', {
      mcpServers: entries(endpoints, ({ url }) => ({
        command: 'npx',
        // The header comes from the environment: a space inside an argument is cut on Windows.
        args: ['-y', 'mcp-remote', url, '--header', 'Authorization:${OMNIMIND_AUTHORIZATION}'],
        env: { OMNIMIND_AUTHORIZATION: `Bearer ${token}` },
      })),
    }),
  ],
}
