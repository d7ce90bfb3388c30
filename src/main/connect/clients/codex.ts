import type { ClientFormat } from '../client'
import { tomlKey, tomlString } from '../toml'

/** Codex ignores `headers` and refuses an inline token; `http_headers` is what it reads. */
export const codex: ClientFormat = {
  id: 'codex',
  title: 'Codex',
  note: 'Append to the file; Codex reads it at its next start.',
  snippets: (endpoints, token) => [
    {
      kind: 'file',
      where: '~/.codex/config.toml',
      language: 'toml',
      text: endpoints
        .map(({ name, url }) =>
          [
            `[mcp_servers.${tomlKey(name)}]`,
            `url = ${tomlString(url)}`,
            `http_headers = { "Authorization" = ${tomlString(`Bearer ${token}`)} }`,
          ].join('\n'),
        )
        .join('\n\n'),
    },
  ],
}
