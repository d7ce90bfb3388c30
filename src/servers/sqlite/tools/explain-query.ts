import { defineTool, type Tool } from '../../kit/define-tool'
import { queryAnswers } from '../query-messages'
import { admitted, ask, database, params, query, reads, type SqliteDeps } from './tool-deps'

export const explainQuery = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'explain_query',
    title: 'Explain Query',
    description:
      'Show how SQLite would run a statement (EXPLAIN QUERY PLAN): which tables it scans, which indexes it uses. ' +
      'Nothing is run. Use it when a query is slow, or before a large one.',
    input: { query, params, database },
    output: queryAnswers.plan.shape,
    hints: reads,
    freshness: 'live',
    async run(input, call) {
      const sql = admitted(input.query, 'plan')
      const answer = await ask(deps, input.database, { kind: 'plan', sql, params: input.params }, call)
      return { structured: answer, text: answer.steps.map(({ detail }) => detail).join('\n') || 'No steps.' }
    },
  })
