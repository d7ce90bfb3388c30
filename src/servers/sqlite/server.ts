import { defineServer } from '../kit/define-server'
import { configuredDatabases } from './databases'
import { manifest } from './manifest'
import { QueryRunners } from './query-runners'
import { MEMO_URI, openInsightStore } from './store'
import { appendInsight } from './tools/append-insight'
import { createTable } from './tools/create-table'
import { describeTable } from './tools/describe-table'
import { explainQuery } from './tools/explain-query'
import { exportQuery } from './tools/export-query'
import { listDatabases } from './tools/list-databases'
import { listTables } from './tools/list-tables'
import { readQuery } from './tools/read-query'
import { removeInsight } from './tools/remove-insight'
import type { SqliteDeps } from './tools/tool-deps'
import { writeQuery } from './tools/write-query'

/** The reference server's six tools, in its order, then ours. */
const tools = [
  readQuery,
  writeQuery,
  createTable,
  listTables,
  describeTable,
  appendInsight,
  explainQuery,
  exportQuery,
  listDatabases,
  removeInsight,
]

export const server = defineServer({
  manifest,
  build(context) {
    const { settings, dataDir, center, clock, log } = context
    const databases = configuredDatabases(dataDir, settings)
    const limit = (key: string): number => Number(settings[key])
    const runners = new QueryRunners(
      { center, clock, timeLimitS: limit('timeLimitS'), memoryLimitMb: limit('memoryLimitMb') },
      databases,
    )
    const insights = openInsightStore(context)
    const deps: SqliteDeps = {
      databases,
      runnerOf: (database) => runners.of(database),
      insights,
      memoChanged: () => context.resourceUpdated(MEMO_URI),
      limits: { rows: limit('maxRows'), bytes: limit('maxResultKb') * 1024 },
    }
    const memo = {
      name: 'insights',
      uri: MEMO_URI,
      title: 'Insights',
      description: 'What clients found in the data, one entry each; the newest that fit',
      mimeType: 'text/markdown',
      read: () => insights.memo(),
    }
    return {
      tools: tools.map((tool) => tool(deps)),
      resources: [memo],
      dispose() {
        void runners.close().catch((error) => log.debug(String(error)))
        insights.close()
      },
    }
  },
})
