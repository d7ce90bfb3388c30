import { defineWorker } from '../../kit/worker/define-worker'
import { OpenDatabase, type Connections } from '../engine/connections'
import { explainError } from '../engine/explain-error'
import { runRequest } from '../engine/run-request'
import { TemporaryObjectError } from '../engine/statement-error'
import { QueryCall } from '../query-messages'

/**
 * Has one database open and runs the statements on it. It may be killed at any moment: SQLite then rolls back what was
 * half done when the file is opened the next time. (better-sqlite3 is built without a progress callback, so a statement
 * cannot be stopped in any other way.)
 */
export const worker = defineWorker({
  build() {
    const database = new OpenDatabase()
    return {
      handle(message) {
        const { file, request } = QueryCall.parse(message)
        let connections: Connections | null = null
        try {
          connections = database.open(file)
          return runRequest(connections, request)
        } catch (error) {
          if (error instanceof TemporaryObjectError) database.close()
          throw explainError(error, connections?.reader ?? null)
        }
      },
    }
  },
})
