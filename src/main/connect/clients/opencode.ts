import { authorization, entries, jsonFile, type ClientFormat } from '../client'

export const opencode: ClientFormat = {
  id: 'opencode',
  title: 'opencode',
  note: 'Merge into the file; "opencode mcp list" shows the connection.',
  snippets: (endpoints, token) => [
    jsonFile('~/.config/opencode/opencode.json', {
      mcp: entries(endpoints, ({ url }) => ({
        type: 'remote',
        url,
        enabled: true,
        headers: authorization(token),
      })),
    }),
  ],
}
