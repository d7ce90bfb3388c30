import type { Disposable } from '@shared/lib/disposable'

/** The programs main may start; each is one bundled entry. */
export type ProgramName = 'gateway' | 'service' | 'worker' | 'stdio-host' | 'remote-host'

export interface ProcessSpec {
  program: ProgramName
  /** Unique name shown in process lists and logs: a service id, or `gateway`. */
  name: string
  /** Added to a cleaned copy of main's environment. */
  env?: Record<string, string>
  /** Upper limit of V8's old generation in MB. */
  heapLimitMb?: number
  /**
   * For a program that runs foreign code: it may read its own program and these folders (absolute paths), and nothing
   * else; it may write nothing, start no program and no thread, and load no native code. Node enforces that.
   */
  sandboxed?: { read: readonly string[] }
}

/** How a process ended, the same on both hosts. */
export type ProcessExit =
  | { kind: 'exited'; code: number }
  | { kind: 'signaled'; signal: string }
  | { kind: 'crashed'; reason: string }
  | { kind: 'spawn-failed'; message: string }

/** A child process of main. After its exit every verb is a harmless no-op. */
export interface HostProcess {
  readonly name: string
  /** undefined until it was spawned and after it ended. */
  readonly pid: number | undefined
  /** Sends a structured-clone-safe message over the private channel. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): Disposable
  /** Raw output, decoded as UTF-8; chunks, not lines. The last bytes of a crash come before `onExit`. */
  onOutput(listener: (stream: 'stdout' | 'stderr', chunk: string) => void): Disposable
  /** Called exactly once, after all output was delivered. */
  onExit(listener: (exit: ProcessExit) => void): Disposable
  /** Signals the process and, where the system has them, its process group. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

export interface HostPaths {
  /** The data directory (OMNIMIND_HOME). */
  home: string
  /** The built programs (out/main). */
  programs: string
  /** The built UI (out/renderer). */
  renderer: string
  resources: string
}

/** How well secrets are kept on this machine; shown as it is, never better. */
export interface SecretProtection {
  kind: 'keyring' | 'passphrase' | 'key-file' | 'none'
  /** One sentence for people. */
  text: string
}

/** Seals small secrets so that the file alone does not reveal them. */
export interface SecretSealer {
  protection(): SecretProtection
  seal(plain: string): Buffer
  /** @throws OmniMindError when the sealed bytes were made with another key or were altered */
  open(sealed: Buffer): string
}

export interface Notice {
  title: string
  body: string
  /** Service the notice is about; a click opens its page. */
  serviceId?: string
}

/** Who runs on the data directory already. */
export interface RunningInstance {
  pid: number
  host: 'desktop' | 'headless'
  dashboardPort: number
  startedAt: number
}

export type InstanceClaim =
  | { kind: 'owner'; announce(instance: RunningInstance): void; release(): void }
  | { kind: 'taken'; by: RunningInstance | null }

/** Everything the control center needs from the machine it runs on. Nothing else may know which host it is. */
export interface Host {
  readonly kind: 'desktop' | 'headless'
  readonly paths: HostPaths
  readonly secrets: SecretSealer
  spawn(spec: ProcessSpec): HostProcess
  notify(notice: Notice): void
  /** Opens an https or loopback http address in the person's browser; anything else is refused. */
  openExternal(url: string): Promise<void>
  onPower(listener: (event: 'suspend' | 'resume') => void): Disposable
  /** Takes the data directory for this process; the claim dies with the process, however it ends. */
  claimInstance(): InstanceClaim
}
