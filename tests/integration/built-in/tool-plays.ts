import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

/** One call of a play: the tool, its arguments, and a text that its answer must hold. */
export type Step = readonly [tool: string, args: Args, holds: string | RegExp, outcome?: 'refused']
type Args = Record<string, unknown> | ((said: (tool: string) => CallToolResult) => Record<string, unknown>)

/** What the plays may use. */
export interface Stage {
  /** The service's own directory. */
  dataDir: string
  /** A web server on this machine that answers every path with a small page. */
  pageUrl: string
}

const compressionOf = (said: (tool: string) => CallToolResult): unknown =>
  said('compress_context').structuredContent?.['compressionId']
const thought = { thought: 'A step', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 }
const ada = { name: 'Ada', entityType: 'person', observations: ['wrote the first program'] }
const link = { from: 'Ada', to: 'Babbage', relationType: 'worked with' }
const manyRows = Array.from({ length: 50 }, (_, id) => ({ id, name: `row ${id}`, isOpen: true }))
const line = JSON.stringify({ type: 'entity', name: 'Grace', entityType: 'person', observations: ['COBOL'] })

/** For every built-in service calls of each of its tools, in an order that makes sense. */
export function playsOf({ dataDir, pageUrl }: Stage): Record<string, readonly Step[]> {
  const scratch = `${dataDir}/scratch`
  const site = { repo_path: `${dataDir}/repositories/site` }
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
      ['compress_context', { text: JSON.stringify(manyRows, null, 2), targetRatio: 0.5 }, 'tokens'],
      ['restore_context', (said) => ({ reference: compressionOf(said) }), 'row 7'],
      ['forget_compression', (said) => ({ compressionId: compressionOf(said) }), 'true'],
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
      ['read_text_part', { path: `${scratch}/notes/a.txt`, offset: 4 }, 'two'],
      ['read_media_file', { path: `${scratch}/notes/a.txt` }, ''],
      ['list_directory', { path: scratch }, '[DIR] notes'],
      ['list_directory_with_sizes', { path: `${scratch}/notes` }, 'a.txt'],
      ['directory_tree', { path: scratch }, 'a.txt'],
      ['search_files', { path: scratch, pattern: '**/*.txt' }, 'a.txt'],
      ['get_file_info', { path: `${scratch}/notes/a.txt` }, 'size: 8'],
      ['move_file', { source: `${scratch}/notes/a.txt`, destination: `${scratch}/b.txt` }, 'b.txt'],
    ],
    git: [
      ['git_list_repositories', {}, ''],
      ['git_init', site, 'site'],
      ['git_status', site, 'No commits yet'],
      ['git_branch', site, ''],
      ['git_add', { ...site, files: ['missing.txt'] }, 'missing.txt', 'refused'],
      ['git_commit', { ...site, message: 'first' }, '', 'refused'],
      ['git_reset', site, ''],
      ['git_diff_unstaged', site, ''],
      ['git_diff_staged', site, ''],
      ['git_diff', { ...site, target: 'nobody' }, 'nobody', 'refused'],
      ['git_log', site, 'No commits'],
      ['git_create_branch', { ...site, branch_name: 'next' }, '', 'refused'],
      ['git_checkout', { ...site, branch_name: 'nobody' }, 'nobody', 'refused'],
      ['git_show', { ...site, revision: 'nobody' }, 'nobody', 'refused'],
    ],
    python: [
      ['run_python', { code: 'import json\nx = 6\nprint("six")\nx * 7' }, '42'],
      ['list_python_sessions', {}, 'x: int'],
      ['list_python_packages', {}, 'standard library'],
      ['python_write_file', { path: 'a.txt', content: 'from outside' }, 'a.txt'],
      ['run_python', { code: 'open("a.txt").read()' }, 'from outside'],
      ['python_read_file', { path: 'a.txt' }, 'from outside'],
      ['python_list_files', {}, 'a.txt'],
      ['python_delete_file', { path: 'a.txt' }, 'a.txt'],
      ['reset_python', {}, ''],
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
      ['remove_insight', { number: 1 }, '#1'],
    ],
    'system-info': [
      ['get_system_facts', { sections: ['os', 'memory'] }, 'missing'],
      ['get_system_usage', {}, 'missing'],
      ['list_processes', { sortBy: 'memory', limit: 3 }, 'node'],
    ],
    logging: [
      ['write_log', { text: 'canary of the play', level: 'warn' }, '1'],
      ['query_logs', { text: 'canary of the play', service: 'logging' }, 'canary of the play'],
      ['tail_log', { service: 'logging', lines: 5 }, 'canary'],
      ['log_statistics', {}, 'logging'],
      ['forget_logs', { olderThan: '-30d' }, ''],
    ],
    supabase: [
      ['connection_info', {}, 'embedded'],
      [
        'create_table',
        {
          table: 'trees',
          columns: [
            { name: 'id', type: 'integer', primaryKey: true },
            { name: 'name', type: 'text' },
          ],
        },
        'trees',
      ],
      ['insert_rows', { table: 'trees', rows: [{ id: 1, name: 'oak' }] }, 'oak'],
      ['upsert_rows', { table: 'trees', rows: [{ id: 1, name: 'elm' }] }, 'elm'],
      ['select_rows', { table: 'trees', filters: [{ column: 'name', op: 'eq', value: 'elm' }] }, 'elm'],
      [
        'update_rows',
        { table: 'trees', values: { name: 'ash' }, filters: [{ column: 'id', op: 'eq', value: 1 }] },
        '1',
      ],
      ['list_tables', {}, 'trees'],
      ['describe_table', { table: 'trees' }, 'name'],
      ['delete_rows', { table: 'trees', filters: [{ column: 'id', op: 'eq', value: 1 }] }, '1'],
      ['call_function', { name: 'nobody' }, 'nobody', 'refused'],
      ['list_buckets', {}, 'Supabase', 'refused'],
      ['list_files', { bucket: 'b' }, 'Supabase', 'refused'],
      ['upload_file', { bucket: 'b', path: 'a', base64: 'AA==' }, 'Supabase', 'refused'],
      ['download_file', { bucket: 'b', path: 'a' }, 'Supabase', 'refused'],
    ],
    'system-tools': [
      ['system_info', {}, 'node'],
      ['list_processes', { limit: 5 }, 'pid'],
      ['execute_command', { command: 'echo', args: ['one; two'] }, 'one; two'],
      ['execute_command', { command: 'git', args: ['push'] }, '', 'refused'],
      ['kill_process', { pid: 1 }, '', 'refused'],
      ['write_file_secure', { path: `${scratch}/a.txt`, content: 'written' }, 'a.txt'],
      ['read_file_secure', { path: `${scratch}/a.txt` }, 'written'],
      ['batch_read_files', { paths: [`${scratch}/a.txt`, '/etc/passwd'] }, 'written'],
      ['http_request_secure', { url: pageUrl }, 'can allow', 'refused'],
      ['scrape_webpage_secure', { url: 'http://169.254.169.254/' }, '', 'refused'],
      ['health_check', {}, 'sandbox'],
      ['get_metrics', {}, 'uptime'],
      ['clear_cache', {}, ''],
      ['get_env_var', { name: 'AWS_SECRET_ACCESS_KEY' }, '', 'refused'],
      ['analyze_text', { text: 'One short sentence.' }, 'words'],
    ],
    doctor: [
      ['examine_service', { id: 'memory' }, 'memory'],
      ['examine_endpoint', { url: pageUrl }, '', 'refused'],
      ['examine_command', { command: 'node', args: ['--version'] }, '', 'refused'],
      ['explain_code', { code: 'OMD-101' }, 'OMD-101'],
      ['list_codes', {}, 'OMD-101'],
      ['examine_all', { onlyRunning: true }, 'memory'],
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
