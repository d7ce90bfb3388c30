import { defineServer } from '../kit/define-server'
import { buildDeps, thisMachine, type Machine } from './build-deps'
import { manifest } from './manifest'
import { analyzeText } from './tools/analyze-text'
import { batchReadFiles } from './tools/batch-read-files'
import { clearCache } from './tools/clear-cache'
import { executeCommand } from './tools/execute-command'
import { getEnvVar } from './tools/get-env-var'
import { getMetrics } from './tools/get-metrics'
import { healthCheck } from './tools/health-check'
import { httpRequestSecure } from './tools/http-request-secure'
import { killProcess } from './tools/kill-process'
import { listProcesses } from './tools/list-processes'
import { readFileSecure } from './tools/read-file-secure'
import { scrapeWebpageSecure } from './tools/scrape-webpage-secure'
import { systemInfo } from './tools/system-info'
import { writeFileSecure } from './tools/write-file-secure'

const tools = [
  systemInfo,
  listProcesses,
  killProcess,
  executeCommand,
  readFileSecure,
  writeFileSecure,
  batchReadFiles,
  httpRequestSecure,
  scrapeWebpageSecure,
  healthCheck,
  getMetrics,
  clearCache,
  getEnvVar,
  analyzeText,
]

/** @param machine what a test gives in place of this machine's own */
export const systemTools = (machine: Partial<Machine> = {}) =>
  defineServer({
    manifest,
    build(context) {
      const deps = buildDeps(context, { ...thisMachine, ...machine })
      return {
        tools: tools.map((tool) => deps.metrics.measured(tool(deps))),
        dispose() {
          void deps.web.close()
          void deps.pages.close()
        },
      }
    },
  })

export const server = systemTools()
