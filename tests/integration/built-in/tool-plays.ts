import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

/** One call of a play: the tool, its arguments, and a text that its answer must hold. */
export type Step = readonly [tool: string, args: Args, holds: string | RegExp, outcome?: 'refused']
type Args = Record<string, unknown> | ((said: (tool: string) => CallToolResult) => Record<string, unknown>)

/** What the plays may use. */
export interface Stage {
  /** The service's own scratch folder, where it has one. */
  scratch: string
  /** A web server on this machine that answers every path with a small page. */
  pageUrl: string
}

const structured = (result: CallToolResult): Record<string, unknown> =>
  (result.structuredContent ?? {}) as Record<string, unknown>
const thought = { thought: 'A step', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 }
const ada = { name: 'Ada', entityType: 'person', observations: ['wrote the first program'] }
const link = { from: 'Ada', to: 'Babbage', relationType: 'worked with' }
const line = JSON.stringify({ type: 'entity', name: 'Grace', entityType: 'person', observations: ['COBOL'] })

/** For every built-in service calls of each of its tools, in an order that makes sense. */
export function playsOf({ scratch }: Stage): Record<string, readonly Step[]> {
  return {
    memory: [
      ['create_entities', { entities: [ada, { ...ada, name: 'Babbage' }] }, 'Ada'],
      ['create_relations', { relations: [link] }, 'worked with'],
      [
        'add_observations',
        { observations: [{ entityName: 'Ada', contents: ['liked maths'] }] },
        'liked maths',
      ],
      ['read_graph', {}, 'liked maths'],
      ['search_nodes', { query: 'maths' }, 'Ada'],
      ['search_memory', { query: 'programs' }, 'Ada'],
      ['open_nodes', { names: ['Ada'] }, 'person'],
      [
        'delete_observations',
        { deletions: [{ entityName: 'Ada', observations: ['liked maths'] }] },
        'success',
      ],
      ['delete_relations', { relations: [link] }, 'success'],
      ['delete_entities', { entityNames: ['Babbage'] }, 'success'],
      ['import_graph', { jsonl: line }, 'entitiesAdded'],
      ['export_graph', {}, 'Grace'],
    ],
    thinking: [
      ['sequentialthinking', thought, 'thoughtHistoryLength'],
      ['list_thinking_sessions', {}, 'sessions'],
      ['get_thinking_session', {}, 'A step'],
      ['export_thinking_session', { format: 'markdown' }, 'A step'],
    ],
    context: [
      ['save_context', { name: 'plan', content: 'Ship it on Friday' }, 'plan'],
      ['load_context', { name: 'plan' }, 'Friday'],
      ['list_contexts', {}, 'plan'],
      ['search_contexts', { query: 'friday' }, 'plan'],
      ['count_tokens', { text: 'hello world' }, '2'],
      ['delete_context', { name: 'plan' }, 'true'],
    ],
    filesystem: [
      ['list_allowed_directories', {}, scratch],
      ['create_directory', { path: `${scratch}/notes` }, 'notes'],
      ['write_file', { path: `${scratch}/notes/a.txt`, content: 'one\ntwo\n' }, 'a.txt'],
      ['read_text_file', { path: `${scratch}/notes/a.txt`, head: 1 }, 'one'],
      ['read_file', { path: `${scratch}/notes/a.txt` }, 'one'],
      [
        'edit_file',
        { path: `${scratch}/notes/a.txt`, edits: [{ oldText: 'two', newText: 'three' }] },
        '+three',
      ],
      ['read_multiple_files', { paths: [`${scratch}/notes/a.txt`] }, 'three'],
      ['list_edits', {}, 'a.txt'],
      ['undo_edit', {}, 'a.txt'],
      ['read_media_file', { path: `${scratch}/notes/a.txt` }, ''],
      ['list_directory', { path: scratch }, '[DIR] notes'],
      ['list_directory_with_sizes', { path: `${scratch}/notes` }, 'a.txt'],
      ['directory_tree', { path: scratch }, 'a.txt'],
      ['search_files', { path: scratch, pattern: '**/*.txt' }, 'a.txt'],
      ['get_file_info', { path: `${scratch}/notes/a.txt` }, 'size: 8'],
      ['move_file', { source: `${scratch}/notes/a.txt`, destination: `${scratch}/b.txt` }, 'b.txt'],
    ],
    sqlite: [
      ['list_databases', {}, 'main'],
      ['create_table', { query: 'CREATE TABLE trees (name TEXT, height REAL)' }, ''],
      ['write_query', { query: 'INSERT INTO trees VALUES (?, ?)', params: ['oak', 20.5] }, '1'],
      ['read_query', { query: 'SELECT * FROM trees WHERE name = :n', params: { n: 'oak' } }, '20.5'],
      ['list_tables', {}, 'trees'],
      ['describe_table', { table_name: 'trees' }, 'height'],
      ['explain_query', { query: 'SELECT * FROM trees' }, 'SCAN'],
      ['export_query', { query: 'SELECT * FROM trees', format: 'csv' }, 'name,height'],
      ['append_insight', { insight: 'Oaks are tall' }, ''],
    ],
    logging: [
      ['write_log', { text: 'canary of the play', level: 'warn' }, '1'],
      ['query_logs', { text: 'canary of the play', service: 'logging' }, 'canary of the play'],
      ['tail_log', { service: 'logging', lines: 5 }, 'canary'],
      ['log_statistics', {}, 'logging'],
      ['forget_logs', { olderThan: '-30d' }, ''],
    ],
    knowledge: [
      ['remember', { source: 'a', category: 'c', key: 'k', value: 'Oaks grow slowly' }, 'created'],
      ['recall', { source: 'a', category: 'c', key: 'k' }, 'slowly'],
      ['search_knowledge', { text: 'growing oak' }, 'Oaks'],
      ['list_memories', {}, 'k'],
      ['update', { source: 'a', category: 'c', key: 'k', value: 'Oaks grow' }, 'k'],
      ['remember_batch', { entries: [{ key: 'x', value: 1 }] }, 'created'],
      ['recall_batch', { entries: [{ key: 'x' }] }, '1'],
      ['forget_batch', { entries: [{ key: 'x' }] }, '1'],
      ['knowledge_statistics', {}, '1'],
      ['forget', { source: 'a', category: 'c', key: 'k' }, '1'],
    ],
  }
}

export { structured }
