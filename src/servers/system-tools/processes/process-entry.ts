/** One process of this machine, as it may be shown. */
export interface ProcessEntry {
  pid: number
  parentPid: number
  name: string
  /** Shortened, with what looks like a secret replaced; may be empty. */
  command: string
  /** Numeric on POSIX, a name on Windows. */
  user: string
  memoryBytes: number
  /** Since it started. */
  cpuSeconds: number
  /** UTC epoch ms; null where the system does not say. */
  startedAt: number | null
  /** Tells two processes apart that had one pid after the other. */
  identity: string
}

/** Reads the processes of a machine; another pid space is another machine. */
export interface ProcessSource {
  all(): Promise<ProcessEntry[]>
  /** @returns null when there is none */
  one(pid: number): Promise<ProcessEntry | null>
}
