import { realpathSync } from 'node:fs'
import type { ProcessSpec } from './host'

/**
 * Half of V8's young generation, MB. The default of 16 lets an idle process keep many megabytes of garbage; these
 * values were measured (bench/startup, bench/gateway): an idle service needs megabytes less, and the gateway stays near 90 MB under
 * load instead of 230, at the same throughput within noise. With 1 MB a service under load spent a third of its time
 * collecting.
 */
const semiSpaceMb = { service: 2, worker: 16, gateway: 2, 'stdio-host': 1, 'remote-host': 1 } as const

/**
 * The runtime flags of a program of ours, the same on both hosts. Without `--enable-source-maps`: Node would keep the
 * maps in memory, 3 to 5 MB a process, while a stack of the bundle (not minified) reads well enough.
 *
 * @param programs folder of the built programs
 */
export function programFlags({ program, heapLimitMb, sandboxed }: ProcessSpec, programs: string): string[] {
  return [
    ...(heapLimitMb === undefined ? [] : [`--max-old-space-size=${heapLimitMb}`]),
    `--max-semi-space-size=${semiSpaceMb[program]}`,
    // Young garbage is little here; waking other threads for it costs more than they help (bench/gateway).
    '--no-parallel-scavenge',
    // Lets a program collect once when its start is done.
    '--expose-gc',
    ...(sandboxed ? permissionFlags([programs, ...sandboxed.read]) : []),
  ]
}

/** Node's documentation, "Permission Model": what is not allowed is refused, whatever JavaScript holds `process`. */
function permissionFlags(folders: readonly string[]): string[] {
  const allowed = new Set(folders.flatMap((folder) => [folder, realPath(folder)]))
  // Node takes a star for a pattern; such a folder stays closed.
  return [
    '--permission',
    ...[...allowed].filter((path) => !path.includes('*')).map((path) => `--allow-fs-read=${path}`),
  ]
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

/** With one arena and a low trim threshold, glibc gives freed memory back instead of keeping some per thread. */
export const programMemoryEnvironment = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' }
