import type { LogEntry, LogLevel } from '@shared/domain/log'
import type { HealthFact, ServiceSnapshot } from '@shared/domain/service'

export const FAKE_TOKEN = 'omt_4f7c1d90a2be4c6f9b1e77d203ab58c1'
const MINUTE = 60_000

interface Seed {
  id: string
  title: string
  description: string
  tier: ServiceSnapshot['tier']
  port: number
  mode?: 'always' | 'on-demand'
}

const seeds: readonly Seed[] = [
  {
    id: 'memory',
    title: 'Memory',
    description: 'A knowledge graph your AI clients share and keep: entities, relations, observations.',
    tier: 1,
    port: 4321,
  },
  {
    id: 'thinking',
    title: 'Thinking',
    description: 'Step-by-step reasoning that is kept per session and can be read again.',
    tier: 1,
    port: 4322,
  },
  {
    id: 'context',
    title: 'Context',
    description: 'Saves, finds and counts pieces of context between conversations.',
    tier: 1,
    port: 4323,
  },
  {
    id: 'filesystem',
    title: 'Filesystem',
    description: 'Reads and writes files in the folders you allow.',
    tier: 2,
    port: 4331,
    mode: 'on-demand',
  },
]

/** The services of a calm morning: three ready, one asleep. */
export function makeServices(now: number): ServiceSnapshot[] {
  return seeds.map((seed, index) => makeService(seed, now, index))
}

function makeService(seed: Seed, now: number, index: number): ServiceSnapshot {
  const running = seed.mode !== 'on-demand'
  const startedAt = now - (95 + index * 17) * MINUTE
  const fact = (ageMs: number, detail: string | null): HealthFact =>
    running ? { verdict: 'proven', at: now - ageMs, detail } : { verdict: 'unknown', at: null, detail: null }
  return {
    ...seed,
    kind: 'built-in',
    defaultPort: seed.port,
    url: `http://127.0.0.1:${seed.port}/mcp`,
    wanted: 'running',
    mode: seed.mode ?? 'always',
    state: running
      ? { kind: 'ready', at: startedAt + 240 }
      : { kind: 'stopped', at: now - 30 * MINUTE, reason: 'idle' },
    health: {
      process: fact(2_000, null),
      handshake: fact(12_000, 'protocol 2025-11-25'),
      tools: fact(12_000, `${tools[seed.id]?.length ?? 0} tools`),
      call: fact(12_000, '3 ms'),
    },
    pid: running ? 48_210 + index * 7 : null,
    startedAt: running ? startedAt : null,
    uptimeMs: running ? now - startedAt : 0,
    restarts: index === 1 ? 1 : 0,
    usage: running
      ? { rssBytes: (46 + index * 9) * 1_048_576, cpuPercent: 0.4 + index * 0.3, loopLagMs: 0.6 }
      : null,
    sessions: running ? 2 : 0,
    toolCount: running ? (tools[seed.id]?.length ?? 0) : null,
    lastError: null,
  }
}

const text = (description: string) => ({ type: 'string', description })

export const tools: Record<
  string,
  {
    name: string
    description: string
    inputSchema: { type: 'object' } & Record<string, unknown>
    annotations?: Record<string, boolean>
  }[]
> = {
  memory: [
    {
      name: 'create_entities',
      description: 'Create multiple new entities in the knowledge graph.',
      inputSchema: {
        type: 'object',
        required: ['entities'],
        properties: {
          entities: {
            type: 'array',
            description: 'The entities to create.',
            minItems: 1,
            items: {
              type: 'object',
              required: ['name', 'entityType', 'observations'],
              properties: {
                name: text('The name of the entity.'),
                entityType: text('Its type, for example person or project.'),
                observations: {
                  type: 'array',
                  items: { type: 'string' },
                  description: 'What is known about it.',
                },
              },
            },
          },
        },
      },
    },
    {
      name: 'read_graph',
      description: 'Read the entire knowledge graph.',
      inputSchema: { type: 'object', properties: {} },
      annotations: { readOnlyHint: true },
    },
    {
      name: 'search_nodes',
      description: 'Search for nodes in the knowledge graph by a query.',
      annotations: { readOnlyHint: true },
      inputSchema: {
        type: 'object',
        required: ['query'],
        properties: {
          query: text('Matched against names, types and observations.'),
          limit: {
            type: 'integer',
            minimum: 1,
            maximum: 100,
            default: 20,
            description: 'The most nodes to return.',
          },
          match: { type: 'string', enum: ['any', 'all', 'exact'], default: 'any' },
          fuzzy: {
            type: 'boolean',
            default: true,
            description: 'Also find words spelled a little differently.',
          },
        },
      },
    },
    {
      name: 'delete_entities',
      description: 'Delete entities and their relations.',
      annotations: { destructiveHint: true },
      inputSchema: {
        type: 'object',
        required: ['entityNames'],
        properties: { entityNames: { type: 'array', items: { type: 'string' } } },
      },
    },
  ],
  thinking: [
    {
      name: 'sequentialthinking',
      description: 'Think through a problem in numbered steps that may be revised and branched.',
      inputSchema: {
        type: 'object',
        required: ['thought', 'nextThoughtNeeded', 'thoughtNumber', 'totalThoughts'],
        properties: {
          thought: text('The current step.'),
          nextThoughtNeeded: { type: 'boolean' },
          thoughtNumber: { type: 'integer', minimum: 1 },
          totalThoughts: { type: 'integer', minimum: 1 },
          isRevision: { type: 'boolean' },
        },
      },
    },
  ],
  context: [
    {
      name: 'count_tokens',
      description: 'Count the tokens of a text.',
      inputSchema: { type: 'object', required: ['text'], properties: { text: text('What to count.') } },
    },
    {
      name: 'wait',
      description: 'Waits, to try what a long call looks like.',
      inputSchema: {
        type: 'object',
        required: ['seconds'],
        properties: { seconds: { type: 'number', minimum: 0, maximum: 600, default: 60 } },
      },
    },
  ],
  filesystem: [],
}

const phrases = [
  'tools/call search_nodes answered',
  'checkpointed the write-ahead log',
  'session opened by claude-code 2.1',
  'slow query, 184 ms',
  'could not parse the import file: unexpected end of line 3',
]
const levels: readonly LogLevel[] = ['info', 'debug', 'info', 'warn', 'error']

/** Log lines numbered from `from`. */
export function makeLogs(source: string, count: number, from: number): LogEntry[] {
  const now = Date.now()
  return Array.from({ length: count }, (_, index) => {
    const n = from + index
    const at = n % phrases.length
    return {
      at: now - (count - 1 - index),
      source,
      level: levels[at] ?? 'info',
      text: `${phrases[at]} #${n}`,
      stream: 'log' as const,
      pid: 48_210,
      fields: { ms: (n * 7) % 40, session: `5f1c-${n % 9}` },
    }
  })
}
