/**
 * What of a tool's definition reaches a model: name, description and the schema of the arguments, as one line of JSON.
 * Clients leave the rest (title, annotations, output schema, icons) to themselves.
 */
export function modelText({ name, description, inputSchema }: Record<string, unknown>): string {
  return JSON.stringify({ name, description, parameters: inputSchema })
}
