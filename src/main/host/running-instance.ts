import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RunningInstance } from './host'

export const RunningInstanceFile = z.object({
  pid: z.number().int(),
  host: z.enum(['desktop', 'headless']),
  dashboardPort: z.number().int(),
  startedAt: z.number(),
})

/** Where the owner of the data directory said it can be reached; null when nobody did. It may be gone by now. */
export function readRunningInstance(home: string): RunningInstance | null {
  try {
    return RunningInstanceFile.parse(JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')))
  } catch {
    return null
  }
}
