import { authorization, entries, jsonFile, type ClientFormat } from '../client'

export const vscode: ClientFormat = {
  id: 'vscode',
  title: 'VS Code',
  note: 'Save in the workspace (or run "MCP: Open User Configuration"), then start the servers above each entry.',
  snippets: (endpoints, token) => [
    jsonFile('.vscode/mcp.json', {
      servers: entries(endpoints, ({ url }) => ({ type: 'http', url, headers: authorization(token) })),
    }),
  ],
}
