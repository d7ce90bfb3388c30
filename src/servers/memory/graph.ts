import { z } from 'zod'

/*
 * Names, types and descriptions below are those of the official memory server: clients and prompts rely on
 * them, so they are the interface and are not reworded.
 */
export const Entity = z.object({
  name: z.string().describe('The name of the entity'),
  entityType: z.string().describe('The type of the entity'),
  observations: z.array(z.string()).describe('An array of observation contents associated with the entity'),
})
export type Entity = z.infer<typeof Entity>

export const Relation = z.object({
  from: z.string().describe('The name of the entity where the relation starts'),
  to: z.string().describe('The name of the entity where the relation ends'),
  relationType: z.string().describe('The type of the relation'),
})
export type Relation = z.infer<typeof Relation>

/** Entities and relations, each in the order in which they were created. */
export interface Graph {
  entities: Entity[]
  relations: Relation[]
}

/** The graph as an output schema. */
export const graphShape = { entities: z.array(Entity), relations: z.array(Relation) }

export const GRAPH_URI = 'memory://knowledge-graph'
