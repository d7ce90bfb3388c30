import { authorization, entries, jsonFile, type ClientFormat } from '../client'
import { posixArgument } from '../shell'

export const claudeCode: ClientFormat = {
  id: 'claude-code',
  title: 'Claude Code',
  note: 'Run the commands, or put the file into a project; then "/mcp" in Claude Code shows the connection.',
  snippets: (endpoints, token) => [
    {
      kind: 'command',
      where: 'Terminal',
      language: 'shell',
      text: endpoints
        .map(({ name, url }) =>
          [
            'claude',
            'mcp',
            'add',
            '--scope',
            'user',
            '--transport',
            'http',
            name,
            url,
            '--header',
            `Authorization: Bearer ${token}`,
          ]
            .map(posixArgument)
            .join(' '),
        )
        .join('\n'),
    },
    jsonFile('.mcp.json in the project', {
      mcpServers: entries(endpoints, ({ url }) => ({ type: 'http', url, headers: authorization(token) })),
    }),
  ],
}
