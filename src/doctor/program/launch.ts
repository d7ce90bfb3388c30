import type { Isolation } from '@shared/process/isolation'

/** How an examined program is started. */
export interface Launch {
  command: string
  /** What it is told as its own name; default: `command`. */
  argv0?: string
  args: readonly string[]
  env: Record<string, string>
  cwd: string
  /** What keeps it together with everything it starts. */
  isolation: Isolation
}
