/** Search mode's own tools: they stand in for all definitions of an address. */
export const SEARCH_TOOL = 'search_tools'
export const DESCRIBE_TOOL = 'describe_tool'
export const CALL_TOOL = 'call_tool'
/** From this many tools up, `search: 'auto'` turns search mode on. */
export const SEARCH_ABOVE = 40
export const SEARCH_LIMIT = { standard: 8, most: 20 } as const

/** Titles of the services go into the first description, so that a model knows what it can look for; this much of them. */
const MAX_TITLES = 600

/** True when an address with this choice and so many tools shows the search tools in place of its own. */
export function isSearched(search: 'off' | 'auto' | 'on', tools: number): boolean {
  return search === 'on' || (search === 'auto' && tools > SEARCH_ABOVE)
}

const name = { type: 'string', description: 'Exact name, as search_tools gave it' }

/** @param services titles of the services behind the address @param tools how many tools they have together */
export function searchToolDefinitions(
  services: readonly string[],
  tools: number,
): (Record<string, unknown> & { name: string })[] {
  const titles = services.join(', ')
  const listed = titles.length > MAX_TITLES ? `${titles.slice(0, MAX_TITLES)} …` : titles
  return [
    {
      name: SEARCH_TOOL,
      title: 'Search tools',
      description:
        `Find the right one of ${tools} tools by what you want to do. They belong to: ${listed}. ` +
        'Gives names, what they do and their parameters, best first. Search again in other words when none fits.',
      inputSchema: {
        type: 'object',
        properties: {
          query: { type: 'string', description: 'What you want to do, in a few words' },
          limit: {
            type: 'integer',
            minimum: 1,
            maximum: SEARCH_LIMIT.most,
            default: SEARCH_LIMIT.standard,
          },
        },
        required: ['query'],
      },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    {
      name: DESCRIBE_TOOL,
      title: 'Describe a tool',
      description:
        "Show a tool's whole definition with the schema of its arguments. Do this before calling it.",
      inputSchema: { type: 'object', properties: { name }, required: ['name'] },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    {
      name: CALL_TOOL,
      title: 'Call a tool',
      description: 'Call a tool that search_tools found, with arguments that fit its schema.',
      inputSchema: {
        type: 'object',
        properties: { name, arguments: { type: 'object', description: 'By the schema of the tool' } },
        required: ['name'],
      },
    },
  ]
}
