import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { forkProgram } from '../../src/main/host/headless/forked-process'
import { createSupervisor } from '../../src/main/supervisor'
import { registry } from '../../src/servers/registry'
import { systemClock } from '../../src/shared/lib/clock'
import { buildService } from '../../tests/support/build-service'

export interface LiveSupervisor {
  /** Sends the signal to the running process. @returns ms until the service is ready as another process */
  recoverFrom(signal: 'SIGKILL' | 'SIGSTOP'): Promise<number>
  stop(): Promise<void>
}

/** A supervisor over one real service process, policy `immediate`, in a directory of its own. */
export async function startLiveSupervisor(id: string): Promise<LiveSupervisor> {
  const built = await buildService()
  const home = mkdtempSync(join(tmpdir(), 'om-live-'))
  const supervisor = createSupervisor({
    clock: systemClock,
    spawn: (spec) => forkProgram(dirname(built.entry), spec),
    log: () => {},
    redact: (text: string) => text,
    runDir: join(home, 'run'),
    dataDirOf: (name) => join(home, name),
    manifests: registry.filter((manifest) => manifest.id === id),
    config: () => ({ wanted: 'running', mode: 'always', values: {}, port: 0, defaultPort: 0, url: '' }),
    saveWanted: () => {},
    limits: () => ({ memoryBytes: 512 * 1024 * 1024, idleStopMs: 0 }),
    policy: 'immediate',
    random: Math.random,
  })
  await supervisor.start(id)
  return {
    recoverFrom(signal) {
      const { pid } = supervisor.get(id)
      if (pid === null) throw new Error(`${id} does not run.`)
      const begun = performance.now()
      return new Promise((resolve) => {
        const listening = supervisor.onChange((snapshot) => {
          if (snapshot.state.kind !== 'ready' || snapshot.pid === pid) return
          listening.dispose()
          resolve(performance.now() - begun)
        })
        process.kill(pid, signal)
      })
    },
    async stop() {
      await supervisor.shutdown()
      rmSync(home, { recursive: true, force: true })
      built.remove()
    },
  }
}
