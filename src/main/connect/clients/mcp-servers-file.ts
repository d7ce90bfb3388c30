import { authorization, entries, jsonFile, type ClientFormat, type Endpoint } from '../client'

/** The many clients that read `mcpServers` and differ only in the file and the names of a few fields. */
interface Variant {
  id: string
  title: string
  note: string
  where: string
  entry(endpoint: Endpoint, headers: { Authorization: string }): Record<string, unknown>
}

const variants: Variant[] = [
  {
    id: 'cursor',
    title: 'Cursor',
    note: 'Merge into the file; Cursor Settings > MCP shows the connection.',
    where: '~/.cursor/mcp.json',
    entry: ({ url }, headers) => ({ url, headers }),
  },
  {
    id: 'gemini-cli',
    title: 'Gemini CLI',
    note: 'Merge into the file; "gemini mcp list" shows the connection.',
    where: '~/.gemini/settings.json',
    entry: ({ url }, headers) => ({ httpUrl: url, headers }),
  },
  {
    id: 'lm-studio',
    title: 'LM Studio',
    note: 'Program > Install > Edit mcp.json, then save.',
    where: '~/.lmstudio/mcp.json',
    entry: ({ url }, headers) => ({ url, headers }),
  },
  {
    id: 'cline',
    title: 'Cline',
    note: 'MCP Servers > Configure opens the file.',
    where: 'cline_mcp_settings.json',
    entry: ({ url }, headers) => ({ type: 'streamableHttp', url, headers, disabled: false }),
  },
  {
    id: 'roo-code',
    title: 'Roo Code',
    note: 'Save in the project; the MCP view of Roo Code shows the connection.',
    where: '.roo/mcp.json',
    entry: ({ url }, headers) => ({ type: 'streamable-http', url, headers, disabled: false }),
  },
  {
    id: 'generic',
    title: 'Any other client',
    note: 'Streamable HTTP with a bearer token; the notation that most clients understand.',
    where: 'mcp.json',
    entry: ({ url }, headers) => ({ type: 'http', url, headers }),
  },
]

export const mcpServersFileClients: ClientFormat[] = variants.map((variant) => ({
  id: variant.id,
  title: variant.title,
  note: variant.note,
  snippets: (endpoints, token) => [
    jsonFile(variant.where, {
      mcpServers: entries(endpoints, (endpoint) => variant.entry(endpoint, authorization(token))),
    }),
  ],
}))
