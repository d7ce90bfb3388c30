import { defineServer } from '../kit/define-server'
import type { ServerContext } from '../kit/define-server'
import type { Backend } from './backend'
import { DatabaseProcess } from './embedded/database-process'
import { EmbeddedBackend } from './embedded/embedded-backend'
import { HostedBackend } from './hosted/hosted-backend'
import { manifest } from './manifest'
import { readSettings, type SupabaseSettings } from './settings'
import { callFunction } from './tools/call-function'
import { connectionInfo } from './tools/connection-info'
import { createTable } from './tools/create-table'
import { deleteRows } from './tools/delete-rows'
import { describeTable } from './tools/describe-table'
import { downloadFile } from './tools/download-file'
import { insertRows } from './tools/insert-rows'
import { listBuckets } from './tools/list-buckets'
import { listFiles } from './tools/list-files'
import { listTables } from './tools/list-tables'
import { selectRows } from './tools/select-rows'
import { updateRows } from './tools/update-rows'
import { uploadFile } from './tools/upload-file'
import { upsertRows } from './tools/upsert-rows'

const tools = [
  listTables,
  describeTable,
  selectRows,
  insertRows,
  updateRows,
  upsertRows,
  deleteRows,
  callFunction,
  createTable,
  listBuckets,
  listFiles,
  uploadFile,
  downloadFile,
  connectionInfo,
]

export const server = defineServer({
  manifest,
  build(context) {
    const settings = readSettings(context.settings)
    const backend = backendOf(settings, context)
    const isReadOnly = settings.hosted !== null && settings.readOnly
    return {
      tools: tools.map((tool) => tool({ backend, isReadOnly, maxRows: settings.maxRows })),
      dispose: () => backend.close(),
    }
  },
})

function backendOf({ hosted }: SupabaseSettings, { center, clock, dataDir, log }: ServerContext): Backend {
  if (hosted) return new HostedBackend(hosted, clock)
  return new EmbeddedBackend(new DatabaseProcess({ center, clock, dataDir, log }))
}
