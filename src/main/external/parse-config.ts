import { z } from 'zod'
import type { ParsedConfig } from '@shared/contract/external'
import { ExternalServer, secretsIn } from '@shared/domain/external'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { SecretSuggestions } from './secret-suggestions'

/** Where clients keep their servers. Source: each client's documentation, November 2026. */
const PLACES = ['mcpServers', 'servers', 'context_servers', 'mcp', 'mcp_servers'] as const

const Texts = z.record(z.string(), z.coerce.string())
const Entry = z.looseObject({
  type: z.string().optional(),
  transport: z.string().optional(),
  command: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  args: z.array(z.coerce.string()).default([]),
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

/**
 * Reads the MCP servers out of a client's configuration file. Adds and stores nothing: a value that looks like a secret
 * becomes a reference, and the person is told under which name to store it.
 * @param isStored whether there is such a secret: a text from elsewhere must not help itself to it
 */
export function parseConfig(text: string, isStored: (secret: string) => boolean): ParsedConfig {
  const problems: string[] = []
  const taken = new Set<string>()
  const servers = Object.entries(entriesIn(text, problems)).flatMap(([name, value]) => {
    const server = asServer(name, value, taken, problems)
    return server ? [server] : []
  })
  if (servers.length === 0 && problems.length === 0) problems.push('There is no MCP server in this text.')
  const givenSecrets = servers
    .map(({ id, transport }) => ({ id, secrets: secretsIn(JSON.stringify(transport)).filter(isStored) }))
    .filter(({ secrets }) => secrets.length > 0)
  return { servers, problems, givenSecrets }
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

function asServer(
  name: string,
  value: unknown,
  taken: Set<string>,
  problems: string[],
): ExternalServer | null {
  const entry = Entry.safeParse(value)
  const leftOut = (why: string): null => {
    problems.push(`${name}: ${why}`)
    return null
  }
  if (!entry.success) return leftOut(inOneLine(entry.error))
  const id = freeId(name, taken)
  const suggestions = new SecretSuggestions(id)
  const transport = transportOf(entry.data, suggestions)
  if (!transport) return leftOut('it has neither a command nor an address.')
  const description = entry.data.description?.slice(0, 500) ?? ''
  const parsed = ExternalServer.safeParse({ id, title: name.slice(0, 100) || id, description, transport })
  if (!parsed.success) return leftOut(inOneLine(parsed.error))
  taken.add(id)
  problems.push(...suggestions.problems.map((problem) => `${name}: ${problem}`))
  return parsed.data
}

function transportOf(entry: Entry, secrets: SecretSuggestions): object | null {
  const [program, ...first] = typeof entry.command === 'string' ? [entry.command] : (entry.command ?? [])
  if (program !== undefined) {
    const args = [...first, ...entry.args]
    secrets.look(args)
    const env = secrets.replace(entry.env ?? entry.environment ?? {})
    return { kind: 'stdio', command: program, args, env, cwd: entry.cwd ?? null }
  }
  const url = entry.httpUrl ?? entry.serverUrl ?? entry.url
  if (url === undefined) return null
  secrets.look([url])
  const isSse = (entry.type ?? entry.transport) === 'sse'
  return { kind: isSse ? 'sse' : 'http', url, headers: secrets.replace(entry.headers ?? {}) }
}

/** A name as an id: lower case, other characters as hyphens; a second one of that name gets a number. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const id = (/^[a-z]/.test(words) ? words : `server-${words}`).slice(0, 59).replace(/-+$/, '')
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? id : `${id}-${n}`
    if (!taken.has(candidate)) return candidate
  }
}

function inOneLine(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll(/\s+/g, ' ').slice(0, 300)
}
