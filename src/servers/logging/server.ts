import { defineServer } from '../kit/define-server'
import { LogStore } from './log-store'
import { manifest } from './manifest'
import { enforceRetention } from './retention'
import { forgetLogs } from './tools/forget-logs'
import { logStatistics } from './tools/log-statistics'
import { queryLogs } from './tools/query-logs'
import { tailLog } from './tools/tail-log'
import { writeLog } from './tools/write-log'

const tools = [queryLogs, tailLog, logStatistics, writeLog, forgetLogs]

export const server = defineServer({
  manifest,
  build({ center, clock, log, settings }) {
    const store = new LogStore(center)
    const keepDays = Number(settings['keepDays'])
    const retention = enforceRetention({ store, clock, log, keepDays })
    return {
      tools: tools.map((tool) => tool({ store, clock, keepDays })),
      dispose: () => retention.dispose(),
    }
  },
})
