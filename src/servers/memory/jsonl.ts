import { z } from 'zod'
import { ToolError } from '../kit/define-tool'
import { Entity, Relation, type Graph } from './graph'

/** One line of the official server's memory file. */
const Line = z.discriminatedUnion('type', [
  Entity.extend({ type: z.literal('entity') }),
  Relation.extend({ type: z.literal('relation') }),
])

/** The graph as the official server's memory file: one JSON object a line, entities first. */
export function toJsonl({ entities, relations }: Graph): string {
  return [
    ...entities.map(({ name, entityType, observations }) =>
      JSON.stringify({ type: 'entity', name, entityType, observations }),
    ),
    ...relations.map(({ from, to, relationType }) =>
      JSON.stringify({ type: 'relation', from, to, relationType }),
    ),
  ].join('\n')
}

/**
 * Reads the official server's memory file. Blank lines are skipped.
 * @throws ToolError naming the first line that is neither an entity nor a relation
 */
export function fromJsonl(jsonl: string): Graph {
  const graph: Graph = { entities: [], relations: [] }
  for (const [index, line] of jsonl.split('\n').entries()) {
    if (line.trim() === '') continue
    const { type, ...item } = parseLine(line, index + 1)
    if (type === 'entity') graph.entities.push(Entity.parse(item))
    else graph.relations.push(Relation.parse(item))
  }
  return graph
}

function parseLine(line: string, number: number): z.infer<typeof Line> {
  try {
    const parsed = Line.safeParse(JSON.parse(line))
    if (parsed.success) return parsed.data
    throw new Error(z.prettifyError(parsed.error))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ToolError(`Line ${number} is not a line of a memory file; nothing was imported. ${why}`)
  }
}
