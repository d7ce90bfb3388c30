import { z } from 'zod'
import { RunMode, ServiceId } from './service'

/** Text that may hold `${secret:NAME}`; main puts the secret in when the server starts, nobody else sees it. */
const Template = z.string().max(8_192)
const Templates = z.record(z.string().min(1).max(256), Template)

/** Starts a program and speaks MCP over its standard input and output. */
const StdioTransport = z.object({
  kind: z.literal('stdio'),
  /** A name looked up on the login shell's PATH, or a path. Never run through a shell. */
  command: z.string().min(1).max(4_096),
  args: z.array(Template).max(256).default([]),
  env: Templates.default({}),
  /** Working directory; null takes a directory of its own below the data directory. */
  cwd: z.string().max(4_096).nullable().default(null),
  /** `shared`: one process for every client. `per-session`: one for each MCP session. */
  sharing: z.enum(['shared', 'per-session']).default('shared'),
  /** Silence longer than this, with nothing being installed, counts as hung. */
  startupTimeoutS: z.number().int().min(5).max(3_600).default(60),
  /** `auto`: an own PID namespace where the system has one, so that nothing it starts can stay behind. */
  isolation: z.enum(['auto', 'off']).default('auto'),
})
const HttpTransport = z.object({
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }).max(2_048),
  headers: Templates.default({}),
})
/** HTTP with server-sent events, as of 2024-11-05. */
const SseTransport = HttpTransport.extend({ kind: z.literal('sse') })

export const ExternalTransport = z.discriminatedUnion('kind', [StdioTransport, HttpTransport, SseTransport])
export type ExternalTransport = z.infer<typeof ExternalTransport>

/** An MCP server the person added: another program, or an address. */
export const ExternalServer = z.object({
  id: ServiceId,
  title: z.string().min(1).max(100),
  description: z.string().max(500).default(''),
  mode: RunMode.default('always'),
  /** A request without an answer by then is given up. */
  requestTimeoutS: z.number().int().min(1).max(86_400).default(300),
  transport: ExternalTransport,
})
export type ExternalServer = z.infer<typeof ExternalServer>

/** Ids no external server or profile may take. */
export const reservedIds: ReadonlySet<string> = new Set([
  'gateway',
  'center',
  'audit',
  'all',
  'default',
  'mcp',
])

/** @returns the secrets a template names, in order, each once */
export function secretsIn(template: string): string[] {
  return [...new Set([...template.matchAll(SECRET_REFERENCE)].map((match) => match[1] as string))]
}

/** `${secret:NAME}` */
export const SECRET_REFERENCE = /\$\{secret:([A-Za-z0-9_.-]{1,64})\}/g
export { SecretName } from './secret-name'
