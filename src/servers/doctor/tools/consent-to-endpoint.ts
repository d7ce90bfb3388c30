import { createHash } from 'node:crypto'
import type { Request } from './ask-person'

/** What the person is asked before requests reach a program of this machine that OmniMind does not know. */
export function consentToEndpoint(url: URL, headers: Readonly<Record<string, string>>): Request {
  const names = Object.keys(headers).sort()
  const values = JSON.stringify(names.map((name) => [name, headers[name]]))
  // Not the values themselves: what is remembered is shown, and may be a key.
  const key = `${url.href} ${createHash('sha256').update(values).digest('hex')}`
  return {
    title: 'Examine a program of this machine as an MCP server',
    details: [
      { label: 'Address', value: url.href },
      { label: 'Headers', value: names.join(', ') || 'none' },
      {
        label: 'Sent',
        value:
          'POST, GET and DELETE requests of MCP: a greeting, lists, pings, one call of a tool that says it only reads. ' +
          'Where that is no MCP server, a greeting also to /mcp and /sse.',
      },
    ],
    lasting: { always: key, never: key },
    what: 'this address contacted',
    inTerminal: `omnimind doctor ${url.href}`,
  }
}
