import { z } from 'zod'
import { Problem } from '@shared/errors'
import type { OpenedDatabase } from '../storage/index'

/** A problem with the moment it happened, UTC epoch ms. */
export const LastError = Problem.extend({ at: z.number() })
export type LastError = z.infer<typeof LastError>

export interface ErrorMemory {
  write(serviceId: string, error: LastError): void
  read(): Map<string, LastError>
}

/** One remembered error per service; what cannot be understood (an error code of another version) is left out. */
export function createErrorMemory(opened: OpenedDatabase): ErrorMemory {
  const select = opened.db.prepare<[], { service_id: string; problem: string }>(
    'SELECT service_id, problem FROM last_errors',
  )
  return {
    write: opened.mode === 'writable' ? errorWriter(opened.db) : () => {},
    read() {
      const errors = new Map<string, LastError>()
      for (const { service_id, problem } of select.all()) {
        const parsed = LastError.safeParse(JSON.parse(problem))
        if (parsed.success) errors.set(service_id, parsed.data)
      }
      return errors
    },
  }
}

function errorWriter(db: Extract<OpenedDatabase, { mode: 'writable' }>['db']): ErrorMemory['write'] {
  const upsert = db.prepare<[string, number, string]>(
    'INSERT OR REPLACE INTO last_errors (service_id, at, problem) VALUES (?, ?, ?)',
  )
  return (serviceId, error) => void upsert.run(serviceId, Math.round(error.at), JSON.stringify(error))
}
