export type SetupForm = 'json' | 'shell'

interface Setup {
  /** What the client calls the server. */
  name: string
  url: string
  secret: string
}

/** A text that sets a client up for one address, with the token in it. */
export function setupText(form: SetupForm, { name, url, secret }: Setup): string {
  if (form === 'shell') {
    return `claude mcp add --transport http ${name} ${url} --header "Authorization: Bearer ${secret}"`
  }
  const server = { type: 'http', url, headers: { Authorization: `Bearer ${secret}` } }
  return JSON.stringify({ mcpServers: { [name]: server } }, null, 2)
}
