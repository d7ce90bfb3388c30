import { z } from 'zod'
import { Problem } from '../errors'

/** A service's stable name: folder, port table, address, command line and log file all use it. */
export const ServiceId = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)
export type ServiceId = z.infer<typeof ServiceId>

/**
 * How essential a service is: 0 the control plane, 1 always on, 2 standard, 3 on demand, and observers.
 * Gives start order and reverse stop order.
 */
export const Tier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal('observer')])
export type Tier = z.infer<typeof Tier>

/** What the person wants; stored apart from what is observed. */
export const Wanted = z.enum(['running', 'stopped'])
export type Wanted = z.infer<typeof Wanted>

/** `always` keeps a wanted service running; `on-demand` starts it on first use and stops it when idle. */
export const RunMode = z.enum(['always', 'on-demand'])
export type RunMode = z.infer<typeof RunMode>

/** The program that holds a port we want. */
export const PortHolder = z.object({
  port: z.number().int(),
  address: z.string(),
  /** null when the holder belongs to another user and the system does not tell. */
  pid: z.number().int().nullable(),
  /** Command line or program name, shortened; null when unknown. */
  command: z.string().nullable(),
  user: z.string().nullable(),
  /** True when the holder is an OmniMind process (another data directory, or an earlier run). */
  isOmniMind: z.boolean(),
})
export type PortHolder = z.infer<typeof PortHolder>

/** Why restarting would not help. */
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('port-held'), holder: PortHolder }),
  z.object({ kind: z.literal('configuration'), problem: Problem }),
])
export type Block = z.infer<typeof Block>

/** What is observed of a service. `at` is the UTC epoch ms at which the state began. */
export const ServiceState = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stopped'),
    at: z.number(),
    reason: z.enum(['not-started', 'by-person', 'idle', 'quitting']),
  }),
  /** `detail`: what it is doing, when it says so. */
  z.object({ kind: z.literal('starting'), at: z.number(), detail: z.string().optional() }),
  z.object({ kind: z.literal('ready'), at: z.number() }),
  z.object({ kind: z.literal('degraded'), at: z.number(), problem: Problem }),
  z.object({ kind: z.literal('backing-off'), at: z.number(), until: z.number(), problem: Problem }),
  z.object({ kind: z.literal('failed'), at: z.number(), problem: Problem, nextAttemptAt: z.number() }),
  z.object({ kind: z.literal('stopping'), at: z.number() }),
  z.object({ kind: z.literal('blocked'), at: z.number(), block: Block }),
])
export type ServiceState = z.infer<typeof ServiceState>
export type ServiceStateKind = ServiceState['kind']

/** One separately proven fact about a service; `at` (UTC epoch ms) is when it was last tested, null if never. */
export const HealthFact = z.object({
  verdict: z.enum(['proven', 'failed', 'unknown']),
  at: z.number().nullable(),
  detail: z.string().nullable(),
})
export type HealthFact = z.infer<typeof HealthFact>

/** Health is four facts, never one light: alive, handshake done, tools listed, a harmless call succeeds. */
export const Health = z.object({
  process: HealthFact,
  handshake: HealthFact,
  tools: HealthFact,
  call: HealthFact,
})
export type Health = z.infer<typeof Health>

const unknownFact: HealthFact = { verdict: 'unknown', at: null, detail: null }
export const unknownHealth: Health = {
  process: unknownFact,
  handshake: unknownFact,
  tools: unknownFact,
  call: unknownFact,
}

/** What a running instance last said about itself. Memory in bytes; CPU in percent of one core. */
export const ProcessUsage = z.object({
  rssBytes: z.number(),
  cpuPercent: z.number(),
  /** 99th percentile of the event loop's delay over the last heartbeat interval, ms. */
  loopLagMs: z.number(),
})
export type ProcessUsage = z.infer<typeof ProcessUsage>

/** Everything the outside may know of a service at one moment. */
export const ServiceSnapshot = z.object({
  id: ServiceId,
  title: z.string(),
  description: z.string(),
  kind: z.enum(['built-in', 'external']).default('built-in'),
  tier: Tier,
  /** Public MCP port, the offset and any override included; the gateway's own for an external server. */
  port: z.number().int(),
  /** The port of the port table (offset included), when `port` was overridden. */
  defaultPort: z.number().int(),
  url: z.string(),
  wanted: Wanted,
  mode: RunMode,
  state: ServiceState,
  health: Health,
  pid: z.number().int().nullable(),
  /** UTC epoch ms of the running instance's start. */
  startedAt: z.number().nullable(),
  uptimeMs: z.number(),
  /** Unplanned restarts in the last 24 h. */
  restarts: z.number().int(),
  usage: ProcessUsage.nullable(),
  /** Open MCP sessions at the gateway. */
  sessions: z.number().int(),
  toolCount: z.number().int().nullable(),
  lastError: Problem.extend({ at: z.number() }).nullable(),
})
export type ServiceSnapshot = z.infer<typeof ServiceSnapshot>

/** One line of a service's restart history. */
export const ServiceEvent = z.object({
  at: z.number(),
  serviceId: ServiceId,
  kind: z.enum([
    'started',
    'ready',
    'stopped',
    'exited',
    'hung',
    'recycled',
    'backing-off',
    'failed',
    'blocked',
    'recovered',
    'degraded',
  ]),
  /** In words: exit code or signal, reason, wait. */
  detail: z.string(),
  pid: z.number().int().nullable(),
})
export type ServiceEvent = z.infer<typeof ServiceEvent>

/** True while requests may reach the service. */
export function isServing(state: { kind: string }): boolean {
  return state.kind === 'ready' || state.kind === 'degraded'
}

/** True when the person should look: something is wrong now that OmniMind cannot mend alone. */
export function needsAttention(state: { kind: string }): boolean {
  return state.kind === 'failed' || state.kind === 'blocked'
}

/** True when a service that was to run does not: whoever started it must hear of it, also where OmniMind will try again. */
export function isDown(state: { kind: string }): boolean {
  return needsAttention(state) || state.kind === 'backing-off'
}

const stateWords: Record<ServiceStateKind, string> = {
  stopped: 'Stopped',
  starting: 'Starting',
  ready: 'Ready',
  degraded: 'Degraded',
  'backing-off': 'Waiting to restart',
  failed: 'Failed',
  stopping: 'Stopping',
  blocked: 'Blocked',
}

/** False for the kind of a state that a newer version may have. */
export function isStateKind(kind: string): kind is ServiceStateKind {
  return Object.hasOwn(stateWords, kind)
}

/** The word shown for a state, everywhere the same; a kind this version does not know stands for itself. */
export function stateWord(kind: string): string {
  return isStateKind(kind) ? stateWords[kind] : kind
}

/**
 * The state's shape where only characters can be shown (tray menus, terminals); always beside the word. They stand
 * for the shapes of the user interface.
 */
export function stateMark(kind: ServiceStateKind): string {
  const marks: Record<ServiceStateKind, string> = {
    stopped: '○',
    starting: '◔',
    ready: '●',
    degraded: '▲',
    'backing-off': '◷',
    failed: '✖',
    stopping: '◌',
    blocked: '⊖',
  }
  return marks[kind]
}
