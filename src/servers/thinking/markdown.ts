import type { KeptThought, ThinkingSession } from './thought'

/** A thinking session as a Markdown document: one section per thought. */
export function toMarkdown(session: ThinkingSession, thoughts: readonly KeptThought[]): string {
  const title = `# Thinking session ${session.sessionId}`
  const facts = [
    `- Client: ${session.client ?? 'unknown'}`,
    `- Started: ${iso(session.startedAt)}`,
    `- Last thought: ${iso(session.lastThoughtAt)}`,
    `- Thoughts: ${session.thoughts}`,
    ...(session.branches.length > 0 ? [`- Branches: ${session.branches.join(', ')}`] : []),
  ]
  return [title, facts.join('\n'), ...thoughts.map(section)].join('\n\n') + '\n'
}

function section(thought: KeptThought): string {
  const place = `${thought.thoughtNumber}/${thought.totalThoughts}`
  return `## ${kind(thought)} ${place}\n\n${thought.thought}`
}

function kind(thought: KeptThought): string {
  if (thought.isRevision) return `Revision of ${thought.revisesThought ?? 'an earlier thought'}:`
  if (thought.branchFromThought)
    return `Branch ${thought.branchId ?? ''} from ${thought.branchFromThought}:`.replace('  ', ' ')
  return 'Thought'
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
