import { z } from 'zod'
import { ExternalServer } from '@shared/domain/external'
import { isPlainObject } from '@shared/mcp/json-rpc'

export interface ParsedConfig {
  servers: ExternalServer[]
  /** What people must know: entries that were left out, values that look like secrets. */
  problems: string[]
}

/** Where clients keep their servers. Source: each client's documentation, November 2026. */
const PLACES = ['mcpServers', 'servers', 'context_servers', 'mcp', 'mcp_servers'] as const

const Texts = z.record(z.string(), z.coerce.string()).catch({})
const Entry = z.looseObject({
  type: z.string().optional(),
  transport: z.string().optional(),
  command: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  args: z.array(z.coerce.string()).catch([]),
  env: Texts.optional(),
  environment: Texts.optional(),
  cwd: z.string().optional(),
  url: z.string().optional(),
  httpUrl: z.string().optional(),
  serverUrl: z.string().optional(),
  headers: Texts.optional(),
  description: z.string().optional(),
})
type Entry = z.infer<typeof Entry>

/** Reads the MCP servers out of a client's configuration file. Adds and stores nothing. */
export function parseConfig(text: string): ParsedConfig {
  const problems: string[] = []
  const entries = entriesIn(text, problems)
  const servers = Object.entries(entries).flatMap(([name, value]) => {
    const server = asServer(name, value, problems)
    return server ? [server] : []
  })
  if (servers.length === 0 && problems.length === 0) problems.push('There is no MCP server in this text.')
  return { servers, problems }
}

function entriesIn(text: string, problems: string[]): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(withoutComments(text))
  } catch {
    problems.push('This is not JSON. Paste the whole content of the configuration file.')
    return {}
  }
  if (!isPlainObject(value)) return {}
  for (const place of PLACES) if (isPlainObject(value[place])) return value[place]
  // One entry, or entries without anything around them.
  if ('command' in value || 'url' in value) return { server: value }
  return Object.values(value).every(isPlainObject) ? value : {}
}

/** Some clients allow comments and a comma before a closing bracket; strings are left alone. */
function withoutComments(text: string): string {
  const strings = String.raw`"(?:\\.|[^"\\])*"`
  const noComments = text.replace(new RegExp(String.raw`(${strings})|\/\/[^\n]*|\/\*[\s\S]*?\*\/`, 'g'), '$1')
  return noComments.replace(new RegExp(String.raw`(${strings})|,(?=\s*[}\]])`, 'g'), '$1')
}

function asServer(name: string, value: unknown, problems: string[]): ExternalServer | null {
  const entry = Entry.safeParse(value)
  if (!entry.success) {
    problems.push(`${name}: ${z.prettifyError(entry.error).replaceAll(/\s+/g, ' ')}`)
    return null
  }
  const transport = transportOf(entry.data)
  if (!transport) {
    problems.push(`${name}: it has neither a command nor an address.`)
    return null
  }
  const parsed = ExternalServer.safeParse({
    id: idOf(name),
    title: name.slice(0, 100),
    description: entry.data.description?.slice(0, 500) ?? '',
    transport,
  })
  if (parsed.success) {
    warnOfSecrets(name, entry.data, problems)
    return parsed.data
  }
  problems.push(`${name}: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}`)
  return null
}

function transportOf(entry: Entry): object | null {
  const [program, ...first] = typeof entry.command === 'string' ? [entry.command] : (entry.command ?? [])
  const env = entry.env ?? entry.environment ?? {}
  if (program !== undefined)
    return { kind: 'stdio', command: program, args: [...first, ...entry.args], env, cwd: entry.cwd ?? null }
  const url = entry.httpUrl ?? entry.serverUrl ?? entry.url
  if (url === undefined) return null
  const isSse = (entry.type ?? entry.transport) === 'sse'
  return { kind: isSse ? 'sse' : 'http', url, headers: entry.headers ?? {} }
}

/** A name as an id: lower case, other characters as hyphens. */
function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return (/^[a-z]/.test(id) ? id : `server-${id}`).slice(0, 63).replace(/-$/, '')
}

const SECRET_NAME = /token|secret|passw|api[-_]?key|credential|authorization|private/i

function warnOfSecrets(name: string, entry: Entry, problems: string[]): void {
  const values = { ...entry.env, ...entry.environment, ...entry.headers }
  for (const [key, value] of Object.entries(values))
    if (SECRET_NAME.test(key) && value !== '' && !value.includes('${'))
      problems.push(
        `${name}: ${key} looks like a secret. Store it under Secrets and write \${secret:${key}} in its place.`,
      )
}
