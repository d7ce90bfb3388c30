import { authorization, entries, jsonFile, type ClientFormat } from '../client'

export const zed: ClientFormat = {
  id: 'zed',
  title: 'Zed',
  note: 'Merge into the settings file; Zed connects when it is saved.',
  snippets: (endpoints, token) => [
    jsonFile('~/.config/zed/settings.json', {
      context_servers: entries(endpoints, ({ url }) => ({ url, headers: authorization(token) })),
    }),
  ],
}
